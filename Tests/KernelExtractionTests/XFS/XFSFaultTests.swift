import Foundation
import KernelExtraction
import Testing

@Suite("Faults of an XFS", .enabled(if: ImageTool.exists("mkfs.xfs"), "needs xfsprogs"))
struct XFSFaultTests {
    /// One image for all tests: they change it in memory only.
    private static let shared = Result { try Shared() }

    private struct Shared: @unchecked Sendable {
        let scratch: Scratch

        init() throws {
            scratch = try Scratch()
            try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
            try SampleTree.make(in: scratch.path("tree"), directories: [4, 60, 200])
            try XFSImage.make(scratch.path("image"), from: scratch.path("tree"), [])
            try XFSImage.make(scratch.path("old"), from: scratch.path("tree"), XFSImage.Recipe.version4)
        }
    }

    private func disk(_ name: String = "image") throws -> MutatedDisk {
        MutatedDisk(try ImageDisk(Self.shared.get().scratch.path(name)))
    }

    @Test("that make it unknown to this reader are refused by their name")
    func features() throws {
        for (bit, message) in [
            (0x10 as UInt32, "superblock: the file system is marked as needing xfs_repair"),
            (0x100, "superblock: it uses a metadata directory, which is not supported"),
            (0x200, "superblock: it uses zones, which is not supported"),
            (0x8000, "superblock: it uses incompatible features 0x8000, which is not supported"),
        ] {
            let disk = try disk()
            for index in 0..<4 {
                disk.changes[216 + UInt64(index)] = UInt8(truncatingIfNeeded: bit >> (24 - 8 * index))
            }
            let error = #expect(throws: ExtractionError.self) { try XFSFileSystem(disk, strict: false) }
            #expect(error?.message == message)
        }
    }

    @Test("that no checksum fits are warned of, and refused where the user is strict")
    func checksums() throws {
        let disk = try disk()
        // A byte of the label, and one of the top directory's time of change.
        let root = try XFSFileSystem(disk, strict: true).root.number
        disk.changes = [110: 0x41, root * 512 + 42: 0xff]
        let files = try XFSFileSystem(disk, strict: false)
        #expect(try GuestSnapshot(of: files).items.count > 200)
        #expect(files.warnings == ["superblock: its checksum is wrong", "inode \(root): its checksum is wrong"])
        #expect(throws: ExtractionError(.corrupt, "superblock: its checksum is wrong")) {
            try XFSFileSystem(disk, strict: true)
        }
    }

    @Test("such as being none are told apart")
    func none() {
        for disk in [MemoryDisk([]), MemoryDisk(Array(repeating: 0, count: 4096))] {
            #expect(throws: ExtractionError(.notFound, "there is no XFS here")) {
                try XFSFileSystem(disk, strict: false)
            }
        }
    }

    @Test(
        "such as a log that was never written back are warned of",
        .enabled(if: ImageTool.canMount("xfs") && ImageTool.exists("xfs_io"), "needs root and XFS in the kernel"))
    func dirtyLog() throws {
        let scratch = try Scratch()
        let image = scratch.path("image")
        try ImageTool.blank(image, mebibytes: 320)
        try ImageTool.run("mkfs.xfs", "-q", image)
        #expect(try XFSFileSystem(ImageDisk(image), strict: true).warnings == [])
        try ImageTool.mounted(image, options: "nouuid") { folder in
            for index in 0..<200 { try SampleTree.write([1], "\(folder)/\(index)") }
        }
        #expect(try XFSFileSystem(ImageDisk(image), strict: true).warnings == [])
        try ImageTool.mounted(image, options: "nouuid") { folder in
            try SampleTree.write([1], "\(folder)/late")
            try ImageTool.run("xfs_io", "-x", "-c", "shutdown -f", folder)
        }
        #expect(try XFSFileSystem(ImageDisk(image), strict: true).warnings.first?.hasPrefix("the log is dirty") == true)
    }

    @Test("in any byte that is read end with an error or content", arguments: ["image", "old"])
    func mutations(name: String) throws {
        let disk = try disk(name)
        let clean = try GuestSnapshot(of: XFSFileSystem(disk, strict: true), bytes: 4096).items.count
        try Mutations.run(disk, seed: 0x5eed, rounds: 400, metadataOnly: 8192, failures: 8) { disk in
            _ = try GuestSnapshot(of: XFSFileSystem(disk, strict: false), nodes: clean * 4, bytes: 4096)
        }
    }
}
