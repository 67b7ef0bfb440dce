import Foundation
import KernelExtraction
import Testing

@Suite("The journal of an ext file system", .enabled(if: ImageLab.has("mke2fs", "debugfs", "e2fsck")))
struct ExtJournalTests {
    private let lab: ImageLab

    init() throws { lab = try ImageLab() }

    private static let features = [
        "ext4 64bit", "ext4 ^64bit", "ext4 ^metadata_csum", "ext4 ^metadata_csum,^64bit", "ext3 has_journal",
    ]

    private func make(_ recipe: String, journal: [String] = []) throws {
        let words = recipe.split(separator: " ").map(String.init)
        try lab.truncate("image", to: 24 << 20)
        try lab.run(
            "mke2fs", ["-q", "-F", "-t", words[0], "-b", "1024", "-O", words[1]] + journal + ["image"])
        try lab.write(Array("old contents\n".utf8), to: "cfg")
        try lab.run("debugfs", ["-w", "-R", "write cfg grub.cfg", "image"])
    }

    private func block(of file: String) throws -> String {
        try lab.run("debugfs", ["-R", "bmap \(file) 0", "image"])
            .split(separator: "\n").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }

    /// Writes transactions into the journal, and nothing else.
    private func journal(_ commands: String, checksums: Bool) throws {
        try lab.write(Array(("jo" + (checksums ? " -c\n" : "\n") + commands + "jc\n").utf8), to: "commands")
        try lab.run("debugfs", ["-w", "-f", "commands", "image"])
    }

    private func contents(replay: Bool = true) throws -> (text: String, warnings: [String]) {
        let files = try ExtFileSystem(try lab.disk("image"), strict: false, journal: replay)
        let bytes = try #require(try PathWalker(files).contents("/grub.cfg", limit: 1 << 20))
        return (String(decoding: bytes, as: UTF8.self), files.warnings)
    }

    /// One block with a text and zeros.
    private func block(_ text: String) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0, count: 1024 - text.utf8.count)
    }

    @Test("is read as if it had been replayed, as e2fsck does it", arguments: features, [true, false])
    func replay(recipe: String, checksums: Bool) throws {
        try make(recipe)
        let place = try block(of: "grub.cfg")
        try lab.write(block("new contents\n"), to: "new")
        try journal("jw -b \(place) new\n", checksums: checksums)
        #expect(try contents().text == "new contents\n")
        #expect(try contents().warnings.isEmpty)
        let unreplayed = try contents(replay: false)
        #expect(unreplayed.text == "old contents\n")
        #expect(unreplayed.warnings == ["the journal was not replayed, as asked: what was changed last may be missing"])
        try lab.run("e2fsck", ["-fy", "image"], allowing: [0, 1])
        #expect(try contents(replay: false).text == "new contents\n")
    }

    @Test("that revokes a block leaves it as it is, and later copies count again", arguments: features)
    func revocation(recipe: String) throws {
        try make(recipe)
        let place = try block(of: "grub.cfg")
        try lab.write(block("new contents\n"), to: "new")
        try journal("jw -b \(place) new\njw -r \(place)\n", checksums: true)
        #expect(try contents().text == "old contents\n")
        try make(recipe)
        try journal("jw -b \(place) new\njw -r \(place)\njw -b \(place) new\n", checksums: true)
        #expect(try contents().text == "new contents\n")
    }

    @Test("gives back blocks that begin with its own magic number", arguments: features)
    func escaped(recipe: String) throws {
        try make(recipe)
        let magic: [UInt8] = [0xC0, 0x3B, 0x39, 0x98]
        try lab.write(magic + [UInt8](repeating: 5, count: 1020), to: "new")
        try journal("jw -b \(try block(of: "grub.cfg")) new\n", checksums: true)
        let files = try ExtFileSystem(try lab.disk("image"))
        #expect(try PathWalker(files).contents("/grub.cfg", limit: 100)?.prefix(5) == (magic + [5])[...])
    }

    @Test("changes directories and inodes too, not only contents")
    func metadata() throws {
        try make("ext4 64bit")
        try FileManager.default.copyItem(atPath: lab.path("image"), toPath: lab.path("after"))
        try lab.run("debugfs", ["-w", "-R", "write cfg vmlinuz-new", "after"])
        // Every block that making the file changed, the superblock's apart.
        let (before, after) = (try lab.bytes("image"), try lab.bytes("after"))
        let changed = (2..<before.count / 1024).filter {
            before[$0 * 1024..<$0 * 1024 + 1024] != after[$0 * 1024..<$0 * 1024 + 1024]
        }
        try lab.write(changed.flatMap { after[$0 * 1024..<$0 * 1024 + 1024] }, to: "new")
        try journal("jw -b \(changed.map(String.init).joined(separator: ",")) new\n", checksums: true)
        let files = try ExtFileSystem(try lab.disk("image"), strict: true)
        #expect(try PathWalker(files).contents("/vmlinuz-new", limit: 100) == Array("old contents\n".utf8))
        #expect(try PathWalker(try ExtFileSystem(try lab.disk("image"), journal: false)).find("/vmlinuz-new") == nil)
    }

    @Test("with a damaged transaction is replayed up to there, with a warning")
    func damaged() throws {
        try make("ext4 64bit")
        let place = try block(of: "grub.cfg")
        try lab.write(block("first\n"), to: "new1")
        try lab.write(block("second\n"), to: "new2")
        try journal("jw -b \(place) new1\njw -b \(place) new2\n", checksums: true)
        let bytes = try lab.bytes("image")
        let second = try #require(bytes.firstRange(of: Array("second\n".utf8), from: 0))
        // The commit block follows the data; its checksum is at 16.
        try lab.write([bytes[second + 1024 + 16] ^ 1], to: "image", at: second + 1024 + 16)
        let found = try contents()
        #expect(found.text.hasPrefix("first\n"))
        #expect(found.warnings.count == 1)
    }

    @Test("that lies on another disk is not replayed, with a warning")
    func external() throws {
        try make("ext4 64bit")
        var bytes = try lab.bytes("image")
        bytes[1024 + 96] |= 4
        bytes.replaceSubrange(1024 + 224..<1024 + 228, with: [0, 0, 0, 0])
        let files = try ExtFileSystem(MemoryDisk(bytes))
        #expect(files.warnings.contains { $0.contains("journal lies elsewhere") })
    }

    @Test("whatever is changed in it, reading ends")
    func mutations() throws {
        try make("ext4 64bit", journal: ["-J", "size=1"])
        try lab.write(block("new contents\n"), to: "new")
        let place = try block(of: "grub.cfg")
        try journal("jw -b \(place) new\njw -r \(place)\njw -b \(place) new\n", checksums: false)
        let good = try lab.bytes("image")
        let journal = try #require(good.firstRange(of: [0xC0, 0x3B, 0x39, 0x98, 0, 0, 0, 4], from: 0))
        var random = SeededBytes(seed: 6)
        for _ in 0..<300 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let offset = Int.random(in: 0..<1024 * 10, using: &random)
                bytes[journal + (offset / 1024 * 1024) + min(offset % 1024, offset % 300)] = .random(
                    in: 0...255, using: &random)
            }
            guard let files = try? ExtFileSystem(MemoryDisk(bytes)) else { continue }
            _ = FileTree(files, limit: 100)
        }
    }
}
