import Foundation
import KernelExtraction
import Testing

/// The same mutations in each run: bytes, bits and telling numbers in the parts of an image that are no contents.
@Suite("Whatever is changed in an image", .enabled(if: ImageLab.has("mke2fs")))
struct ImageMutationTests {
    private static let rounds = 150
    private let lab: ImageLab

    init() throws { lab = try ImageLab() }

    private func tree() throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: lab.path("root/boot/grub"), withIntermediateDirectories: true)
        for size in [0, 30, 3000, 40_000] {
            try lab.write([UInt8](repeating: 0, count: size), to: "root/boot/file-\(size)")
        }
        try lab.truncate("root/boot/holes", to: 300_000)
        try lab.write([1], to: "root/boot/holes", at: 150_000)
    }

    private func links() throws {
        for (name, target) in [("short", "boot/file-30"), ("long", String(repeating: "l", count: 120))] {
            try FileManager.default.createSymbolicLink(
                atPath: lab.path("root/\(name)"), withDestinationPath: target)
        }
    }

    private func mutate(_ seed: UInt64, open: (any DiskSource) throws -> any GuestFileSystem) throws {
        // FAT32 wants many clusters, of which the files take the first few.
        let good = Array(try lab.bytes("image").prefix(4 << 20))
        // What is not zero is structure, as the files have zeros.
        let structure = good.indices.filter { good[$0] != 0 }
        var random = SeededBytes(seed: seed)
        let telling: [UInt8] = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF]
        for _ in 0..<Self.rounds {
            var bytes = good
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = try #require(structure.randomElement(using: &random))
                let near = min(place + Int.random(in: 0...3, using: &random), bytes.count - 1)
                bytes[near] =
                    Bool.random(using: &random)
                    ? bytes[near] ^ 1 << UInt8.random(in: 0...7, using: &random)
                    : telling.randomElement(using: &random) ?? 0
            }
            if Int.random(in: 0..<20, using: &random) == 0 {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            guard let files = try? open(MemoryDisk(bytes)) else { continue }
            _ = FileTree(files, limit: 60, pathsOnlyBelow: 6, largest: 1 << 20)
        }
    }

    @Test(
        "ext is read to the end or refused",
        arguments: [
            ["-t", "ext2", "-b", "1024"], ["-t", "ext4", "-b", "1024", "-O", "^metadata_csum"],
            ["-t", "ext4", "-b", "4096", "-O", "inline_data,^has_journal"],
        ])
    func ext(arguments: [String]) throws {
        try tree()
        try links()
        try lab.truncate("image", to: 2 << 20)
        try lab.run("mke2fs", ["-q", "-F", "-N", "64", "-d", "root"] + arguments + ["image"])
        try mutate(11) { try ExtFileSystem($0) }
    }

    @Test(
        "FAT is read to the end or refused", .enabled(if: ImageLab.has("mkfs.fat", "mcopy")),
        arguments: ["12", "16", "32"])
    func fat(width: String) throws {
        try tree()
        try lab.truncate("image", to: (width == "12" ? 1 : width == "16" ? 4 : 40) << 20)
        try lab.run("mkfs.fat", ["-F", width, "-s", "1", "image"])
        try lab.run("mcopy", ["-s", "-i", "image", "root/boot", "::"])
        try mutate(12) { try FATFileSystem($0) }
    }

    @Test(
        "ISO 9660 is read to the end or refused", .enabled(if: ImageLab.has("xorriso")),
        arguments: [["-R"], ["-J", "--norock"]])
    func iso(arguments: [String]) throws {
        try tree()
        if arguments == ["-R"] { try links() }
        try lab.run("xorriso", ["-as", "mkisofs", "-quiet", "-no-pad", "-o", "image"] + arguments + ["root"])
        try mutate(13) { try ISOFileSystem($0) }
    }
}
