import Foundation
import KernelExtraction
import Testing

@Suite("Faults of a btrfs", .enabled(if: ImageTool.exists("mkfs.btrfs"), "needs btrfs-progs"))
struct BtrfsFaultTests {
    /// One image for all tests: they change it in memory only.
    private static let shared = Result { try Shared() }
    private static let superblock: UInt64 = 64 << 10

    private struct Shared: @unchecked Sendable {
        let scratch: Scratch

        init() throws {
            scratch = try BtrfsImage.sample(directories: [4, 60, 200])
            let recipe = BtrfsImage.Recipe(name: "small nodes", options: ["-n", "4096", "-m", "dup"])
            try BtrfsImage.make(scratch.path("image"), from: scratch.path("tree"), recipe)
            let single = BtrfsImage.Recipe(name: "single", options: ["-n", "4096", "-m", "single"])
            try BtrfsImage.make(scratch.path("single"), from: scratch.path("tree"), single)
            guard ImageTool.canMount("btrfs") else { return }
            for name in ["zlib", "lzo", "zstd"] {
                try ImageTool.blank(scratch.path(name), mebibytes: 200)
                try ImageTool.run("mkfs.btrfs", "-q", "-n", "4096", "-m", "single", scratch.path(name))
                try ImageTool.mounted(scratch.path(name), options: "compress-force=\(name)") { folder in
                    try SampleTree.write(SampleTree.text(60_000), "\(folder)/text")
                    try SampleTree.write(SampleTree.text(1500), "\(folder)/inline")
                }
            }
        }
    }

    private func disk(_ name: String = "image") throws -> MutatedDisk {
        MutatedDisk(try ImageDisk(Self.shared.get().scratch.path(name)))
    }

    @Test("that make it unknown to this reader are refused by their name")
    func features() throws {
        for (byte, bit, message) in [
            (1 as UInt64, 0x10 as UInt8, "it uses zones, which is not supported"),
            (1, 0x20, "it uses extent trees of version 2, which is not supported"),
            (1, 0x40, "it uses a RAID stripe tree, which is not supported"),
            (7, 0x01, "it uses incompatible features 0x100000000000000, which is not supported"),
        ] {
            let disk = try disk()
            disk.changes = [Self.superblock + 188 + byte: bit, 64 << 20 + 64: 0]
            let error = #expect(throws: ExtractionError.self) { try BtrfsFileSystem(disk, strict: false) }
            #expect(error?.message == "superblock: " + message)
        }
    }

    @Test("in the first superblock are got over by its copy")
    func superblockCopy() throws {
        for offset in [64 as UInt64, 80, 300] {
            let disk = try disk()
            disk.changes = [Self.superblock + offset: 0x55]
            let files = try BtrfsFileSystem(disk, strict: true)
            #expect(files.warnings == ["superblock: the copy at byte 67108864 is used"])
            #expect(try GuestSnapshot(of: files).items.count > 200)
        }
    }

    @Test("in the first copy of every node are got over by the second")
    func nodeCopies() throws {
        let disk = try disk()
        let clean = try GuestSnapshot(of: BtrfsFileSystem(disk, strict: true))
        let nodes = disk.ranges.filter { $0.count == 4096 && $0.offset != Self.superblock && $0.offset != 64 << 20 }
        #expect(nodes.count > 10)
        for node in nodes { disk.changes[node.offset + 3000] = 0x99 }
        let files = try BtrfsFileSystem(disk, strict: true)
        // Small files lie in blocks of the same size; these have one copy.
        #expect(try GuestSnapshot(of: files).differences(from: clean).allSatisfy { clean.items[Array($0.utf8)] != nil })
        #expect(files.warnings == [])
    }

    @Test("that no checksum fits are warned of, and refused where the user is strict")
    func checksums() throws {
        let disk = try disk()
        disk.changes = [Self.superblock + 310: 0x41, 64 << 20 + 310: 0x41]
        let files = try BtrfsFileSystem(disk, strict: false)
        #expect(try GuestSnapshot(of: files).items.count > 200)
        #expect(files.warnings == ["superblock: its checksum is wrong"])
        #expect(throws: ExtractionError(.corrupt, "superblock: its checksum is wrong")) {
            try BtrfsFileSystem(disk, strict: true)
        }
    }

    @Test("such as being none are told apart")
    func none() {
        for disk in [MemoryDisk([]), MemoryDisk(Array(repeating: 0, count: 80_000))] {
            #expect(throws: ExtractionError(.notFound, "there is no btrfs here")) {
                try BtrfsFileSystem(disk, strict: false)
            }
        }
    }

    @Test(
        "in any byte that is read end with an error or content",
        arguments: ImageTool.canMount("btrfs") ? ["single", "image", "zlib", "lzo", "zstd"] : ["single", "image"])
    func mutations(name: String) throws {
        let disk = try disk(name)
        let clean = try GuestSnapshot(of: BtrfsFileSystem(disk, strict: true), bytes: 65_536).items.count
        // Where metadata are there twice, most changes are of no consequence.
        let least = name == "image" ? 0 : 6
        try Mutations.run(disk, seed: 0xb7f5, rounds: 300, metadataOnly: 8192, failures: least) { disk in
            let files = try BtrfsFileSystem(disk, strict: false)
            _ = try files.subvolumes()
            _ = try GuestSnapshot(of: files, nodes: clean * 4, bytes: 65_536)
        }
    }
}
