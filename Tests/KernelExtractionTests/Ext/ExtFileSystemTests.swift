import Foundation
import KernelExtraction
import Testing

/// A way to make an ext file system.
struct ExtRecipe: CustomTestStringConvertible, Sendable {
    let type: String
    var block = 1024
    var features = ""
    var more: [String] = []

    var testDescription: String { ([type, "\(block)", features] + more).joined(separator: " ") }

    static let all: [ExtRecipe] = [
        ExtRecipe(type: "ext2"),
        ExtRecipe(type: "ext2", block: 4096, more: ["-I", "128"]),
        ExtRecipe(type: "ext2", features: "^filetype"),
        ExtRecipe(type: "ext2", more: ["-r", "0"]),
        ExtRecipe(type: "ext3"),
        ExtRecipe(type: "ext3", block: 4096),
        ExtRecipe(type: "ext4"),
        ExtRecipe(type: "ext4", block: 2048),
        ExtRecipe(type: "ext4", block: 4096),
        ExtRecipe(type: "ext4", block: 16384),
        ExtRecipe(type: "ext4", block: 65536),
        ExtRecipe(type: "ext4", block: 4096, features: "inline_data"),
        ExtRecipe(type: "ext4", features: "inline_data", more: ["-I", "1024"]),
        ExtRecipe(type: "ext4", features: "meta_bg,^resize_inode"),
        ExtRecipe(type: "ext4", features: "meta_bg,^resize_inode,^64bit,^sparse_super"),
        ExtRecipe(type: "ext4", features: "^metadata_csum"),
        ExtRecipe(type: "ext4", features: "^metadata_csum,uninit_bg"),
        ExtRecipe(type: "ext4", features: "^metadata_csum,^64bit,uninit_bg"),
        ExtRecipe(type: "ext4", features: "metadata_csum_seed,orphan_file"),
        ExtRecipe(type: "ext4", features: "sparse_super2,meta_bg,^resize_inode"),
        ExtRecipe(type: "ext4", block: 4096, features: "bigalloc", more: ["-C", "8192"]),
        ExtRecipe(type: "ext4", features: "bigalloc,^resize_inode", more: ["-C", "2048"]),
        ExtRecipe(type: "ext4", block: 4096, features: "casefold,large_dir,ea_inode,encrypt,verity,mmp,quota"),
        ExtRecipe(type: "ext4", block: 4096, features: "^has_journal,stable_inodes"),
    ]
}

@Suite("ext2, ext3 and ext4", .enabled(if: ImageLab.has("mke2fs", "debugfs")))
struct ExtFileSystemTests {
    private let lab: ImageLab

    init() throws { lab = try ImageLab() }

    /// Files of all shapes: empty, small enough for an inode, with holes, of many blocks, in a large directory; links.
    static func makeTree(_ lab: ImageLab) throws {
        var random = SeededBytes(seed: 5)
        let manager = FileManager.default
        for folder in ["root/boot/grub", "root/many", "root/small", "root/empty"] {
            try manager.createDirectory(at: lab.folder.appending(path: folder), withIntermediateDirectories: true)
        }
        for size in [0, 1, 59, 60, 61, 100, 150, 1000, 1024, 4096, 12 * 1024 + 1, 300_000, 2_000_000] {
            try lab.write(random.bytes(size), to: "root/boot/file-\(size)")
        }
        try lab.truncate("root/boot/holes", to: 3_000_000)
        for place in [0, 70_000, 1_000_000, 2_999_000] {
            try lab.write(random.bytes(1000), to: "root/boot/holes", at: place)
        }
        for index in 0..<60 {
            try lab.write(Array("\(index)".utf8), to: "root/many/a file with a longer name, number \(index)")
        }
        try lab.write([1, 2, 3], to: "root/small/x")
        for length in [1, 59, 60, 61, 200, 1000] {
            try manager.createSymbolicLink(
                atPath: lab.path("root/link-\(length)"), withDestinationPath: String(repeating: "x", count: length))
        }
    }

    @discardableResult
    private func make(_ recipe: ExtRecipe, size: Int = 48 << 20) throws -> OpenDisk {
        try lab.truncate("image", to: size)
        var arguments = ["-q", "-F", "-t", recipe.type, "-b", "\(recipe.block)", "-d", "root", "-L", "guest"]
        if !recipe.features.isEmpty { arguments += ["-O", recipe.features] }
        try lab.run("mke2fs", arguments + recipe.more + ["image"])
        return try lab.disk("image")
    }

    /// What debugfs reads.
    static func dump(_ lab: ImageLab, _ image: String = "image") throws -> FileTree {
        let manager = FileManager.default
        try? manager.removeItem(atPath: lab.path("dump"))
        try manager.createDirectory(atPath: lab.path("dump"), withIntermediateDirectories: true)
        try lab.run("debugfs", ["-R", "rdump / dump", image], allowing: [0, 1])
        return try FileTree(folder: lab.folder.appending(path: "dump"))
    }

    @Test("are read whole, every byte as debugfs does, with all checksums right", arguments: ExtRecipe.all)
    func recipes(recipe: ExtRecipe) throws {
        try Self.makeTree(lab)
        let files = try ExtFileSystem(try make(recipe), strict: true)
        #expect(files.type == recipe.type)
        let tree = FileTree(files)
        // debugfs 1.47.0 gives all 60 bytes of an inline file whatever its size.
        if !recipe.features.contains("inline_data") {
            #expect(tree.differences(from: try Self.dump(lab)) == [])
        }
        #expect(
            tree.without("/lost+found").differences(from: try FileTree(folder: lab.folder.appending(path: "root")))
                == [])
        #expect(files.warnings.isEmpty)
        #expect(files.label == "guest")
    }

    @Test(
        "with directories that are hash trees are listed whole, the trees' checksums checked", arguments: [1024, 4096])
    func hashTrees(block: Int) throws {
        let names = (0..<(block == 1024 ? 1500 : 3000)).map { "\($0)-" + String(repeating: "n", count: 60) }
        try FileManager.default.createDirectory(atPath: lab.path("root/big"), withIntermediateDirectories: true)
        try lab.write([7], to: "first")
        for name in names {
            try FileManager.default.linkItem(atPath: lab.path("first"), toPath: lab.path("root/big/\(name)"))
        }
        try make(ExtRecipe(type: "ext4", block: block))
        try lab.run("e2fsck", ["-fyD", "image"], allowing: [0, 1])
        let disk = try lab.disk("image")
        let walker = PathWalker(try ExtFileSystem(disk, strict: true))
        let big = try #require(try walker.find("/big"))
        let listed = try ExtFileSystem(disk, strict: true).entries(of: big.id).map {
            String(decoding: $0.name, as: UTF8.self)
        }
        #expect(listed.sorted() == names.sorted())
        #expect(try walker.contents("/big/" + names[700], limit: 10) == [7])
    }

    @Test("with a wrong checksum are read with a warning, and refused where the user is strict")
    func checksum() throws {
        try lab.truncate("image", to: 8 << 20)
        try lab.run("mke2fs", ["-q", "-F", "-t", "ext4", "-b", "1024", "image"])
        try lab.run("debugfs", ["-w", "-R", "set_inode_field / checksum 0x1234", "image"])
        let lenient = try ExtFileSystem(try lab.disk("image"))
        #expect(try lenient.entries(of: lenient.root).map(\.name) == [Array("lost+found".utf8)])
        #expect(lenient.warnings == ["the checksum of inode 2 is wrong"])
        let strict = try ExtFileSystem(try lab.disk("image"), strict: true)
        #expect(throws: ExtractionError(.corrupt, "the checksum of inode 2 is wrong")) { try strict.node(strict.root) }
    }

    @Test("that need what is unknown, or are journals, are refused by name")
    func refused() throws {
        try lab.truncate("image", to: 8 << 20)
        try lab.run("mke2fs", ["-q", "-F", "-t", "ext4", "-O", "^metadata_csum", "image"])
        let good = try lab.bytes("image")
        for (bits, message) in [
            (UInt8(0x1), "the feature compression is not supported"),
            (0x8, "this is an external journal, not a file system"),
            (0x20, "unknown incompatible features 0x20 are in use"),
        ] {
            var bytes = good
            bytes[1024 + 96] |= bits
            #expect(throws: ExtractionError(.unsupported, message)) { try ExtFileSystem(MemoryDisk(bytes)) }
        }
    }

    @Test("whose extents lie outside, or go down without end, are refused")
    func hostileMaps() throws {
        try lab.truncate("image", to: 8 << 20)
        try lab.write([UInt8](repeating: 1, count: 100_000), to: "file")
        try lab.run("mke2fs", ["-q", "-F", "-t", "ext4", "-b", "1024", "-O", "^metadata_csum", "image"])
        try lab.run("debugfs", ["-w", "-R", "write file file", "image"])
        let good = try lab.bytes("image")
        // The last inode's extent header: F30A, one entry, at most four, depth 0.
        let header = try #require(good.last(of: [0x0A, 0xF3, 1, 0, 4, 0, 0, 0]))
        for (offset, value) in [(6, UInt8(9)), (6, 1), (2, 5), (12 + 6, 0xFF), (12 + 11, 0xFF), (0, 0)] {
            var bytes = good
            bytes[header + offset] = value
            let walker = PathWalker(try ExtFileSystem(MemoryDisk(bytes)))
            #expect(throws: ExtractionError.self, "\(offset)") { try walker.contents("/file", limit: 1 << 20) }
        }
    }
}

extension [UInt8] {
    /// Where some bytes begin for the last time.
    func last(of bytes: [UInt8]) -> Int? {
        indices.dropLast(bytes.count).last { self[$0] == bytes[0] && Array(self[$0..<$0 + bytes.count]) == bytes }
    }

    /// Where some bytes begin, at or behind a place.
    func firstRange(of bytes: [UInt8], from start: Int) -> Int? {
        (start..<count - bytes.count).first { self[$0] == bytes[0] && Array(self[$0..<$0 + bytes.count]) == bytes }
    }
}
