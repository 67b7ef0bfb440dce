import Foundation
import KernelExtraction
import Testing

@Suite("Faults of an XFS", .enabled(if: ImageTool.exists("mkfs.xfs"), "needs xfsprogs"))
struct XFSFaultTests {
    /// One image for all tests: they change it in memory only.
    private static let shared = Result { try Shared() }

    /// The images, open and already without a name, so that nothing of them stays.
    private struct Shared: @unchecked Sendable {
        let disks: [String: ImageDisk]

        init() throws {
            let scratch = try Scratch()
            try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
            try SampleTree.make(in: scratch.path("tree"), directories: [4, 60, 200])
            try XFSImage.make(scratch.path("image"), from: scratch.path("tree"), [])
            try XFSImage.make(scratch.path("old"), from: scratch.path("tree"), XFSImage.Recipe.version4)
            var names = ["image", "old"]
            if ImageTool.canMount("xfs") { names += try Self.makeMounted(scratch) }
            disks = try Dictionary(uniqueKeysWithValues: names.map { ($0, try ImageDisk(scratch.path($0))) })
        }

        /// Makes the images that only Linux itself can fill.
        private static func makeMounted(_ scratch: Scratch) throws -> [String] {
            try ImageTool.blank(scratch.path("trees"), mebibytes: 320)
            try ImageTool.run("mkfs.xfs", "-q", "-b", "size=1024", scratch.path("trees"))
            try ImageTool.mounted(scratch.path("trees"), options: "nouuid") { folder in
                try SampleTree.sparse("\(folder)/holes", blocks: 2000, of: 1024)
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/link", withDestinationPath: String(repeating: "x", count: 1000))
                try FileManager.default.createDirectory(atPath: "\(folder)/names", withIntermediateDirectories: false)
                for index in 0..<200 { try SampleTree.write([1], "\(folder)/names/number \(index)") }
            }
            return ["trees"]
        }
    }

    private func disk(_ name: String = "image") throws -> MutatedDisk {
        MutatedDisk(try #require(try Self.shared.get().disks[name]))
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
        let place = root * 512 + 42
        // Not a fixed value: the time may have just that byte.
        disk.changes = [110: 0x41, place: ~(try disk.read(at: place, count: 1)[0])]
        let files = try XFSFileSystem(disk, strict: false)
        #expect(try GuestSnapshot(of: files).items.count > 200)
        #expect(files.warnings == ["superblock: its checksum is wrong", "inode \(root): its checksum is wrong"])
        #expect(throws: ExtractionError(.corrupt, "superblock: its checksum is wrong")) {
            try XFSFileSystem(disk, strict: true)
        }
    }

    @Test(
        "such as a tree of extents without room for its root are refused",
        .enabled(if: ImageTool.canMount("xfs"), "needs root and XFS in the kernel"))
    func noRoom() throws {
        let disk = try disk("trees")
        let file = try #require(try PathWalker(XFSFileSystem(disk, strict: true)).find("/holes"))
        // The data fork ends where the attributes begin, eight bytes into it.
        disk.changes = [file.id.number * 512 + 82: 1]
        let error = ExtractionError(.corrupt, "inode \(file.id.number): the root of its extents is no root")
        #expect(throws: error) { try XFSFileSystem(disk, strict: false).read(file.id, at: 0, count: 1) }
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

    @Test(
        "in any byte that is read end with an error or content",
        arguments: ImageTool.canMount("xfs") ? ["image", "old", "trees"] : ["image", "old"])
    func mutations(name: String) throws {
        let disk = try disk(name)
        let clean = try GuestSnapshot(of: XFSFileSystem(disk, strict: true), bytes: 4096).items.count
        let mutations = Mutations(seed: 0x5eed, rounds: 400, metadataOnly: 8192, failures: 8)
        try mutations.run(disk) { disk in
            _ = try GuestSnapshot(of: XFSFileSystem(disk, strict: false), nodes: clean * 4, bytes: 4096)
        }
    }
}
