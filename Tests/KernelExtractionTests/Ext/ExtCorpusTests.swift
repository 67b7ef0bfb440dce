import Foundation
import KernelExtraction
import Testing

/// The images of e2fsprogs' own tests, most of them corrupt on purpose.
@Suite(
    "The images of e2fsprogs",
    .enabled(if: ImageLab.corpus("e2fsprogs") != nil, "../shared/corpora/e2fsprogs is missing"),
    .enabled(if: ImageLab.has("debugfs", "gzip", "bzip2")))
struct ExtCorpusTests {
    private static let packed: [String] =
        ImageLab.corpus("e2fsprogs").map { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.filter { $0.hasSuffix(".gz") || $0.hasSuffix(".bz2") }.sorted()
        } ?? []

    private let lab: ImageLab

    init() throws { lab = try ImageLab() }

    private func unpack(_ name: String) throws {
        let source = try #require(ImageLab.corpus("e2fsprogs")).appending(path: name).path
        let tool = name.hasSuffix(".gz") ? "gzip" : "bzip2"
        let suffix = name.hasSuffix(".gz") ? ".gz" : ".bz2"
        try FileManager.default.copyItem(atPath: source, toPath: lab.path("image" + suffix))
        try lab.run(tool, ["-d", "-q", "image" + suffix], allowing: [0, 2])
    }

    /// Images of so many files that comparing each would take minutes and say nothing more.
    private static let limit = 3000

    @Test("are read without a crash, and where debugfs lists them, as it lists them", arguments: packed)
    func image(name: String) throws {
        try unpack(name)
        let files: ExtFileSystem
        do {
            files = try ExtFileSystem(try lab.disk("image"), journal: false)
        } catch {
            #expect(
                try lab.run("debugfs", ["-R", "ls /", "image"], allowing: [0, 1]).contains("not open"), "\(error)")
            return
        }
        let ours = FileTree(files, limit: Self.limit)
        guard ours.items.count < Self.limit else { return try listsRoot(files) }
        let theirs = try ExtFileSystemTests.dump(lab)
        // Its names lie behind the directory's size, where Linux does not look either.
        let isBeyond = name.hasPrefix("f_holedir4")
        for (path, item) in theirs.items where path != "" && !(isBeyond && path.hasPrefix("/a/")) {
            try compare(path, ours.items[path], item, files)
        }
        for (path, item) in ours.items where theirs.items[path] == nil {
            // debugfs dumps no devices, cannot make a link to nothing or too much, and gives up on a wrong checksum.
            #expect(item.isNoFile || !files.warnings.isEmpty, "\(path): \(item), missing in debugfs's list")
        }
    }

    private func compare(
        _ path: String, _ ours: FileTree.Item?, _ theirs: FileTree.Item, _ files: ExtFileSystem
    ) throws {
        switch (ours, theirs) {
        case (.failed(let reason), .file(let bytes)):
            let node = try #require(try PathWalker(files).find(path))
            #expect(UInt64(bytes.count) < node.size || node.size == 0, "\(path): \(reason)")
        case (.failed(let reason), .directory): #expect(reason.contains("encrypted"), "\(path)")
        case (.failed, .link): break
        case (.link(let one), .link(let other)): #expect(one.starts(with: other) || other.starts(with: one), "\(path)")
        case (.file(let one), .file(let other)) where one != other:
            // A read that debugfs broke off, and its 60 bytes of a shorter file that lies in its inode.
            let isBrokenOff = other.count < one.count && one.starts(with: other) && !files.warnings.isEmpty
            #expect(isBrokenOff || other.count == 60 && other.starts(with: one), "\(path)")
        case (nil, _): #expect(ours != nil || path.contains("encrypted"), "\(path) is missing")
        default: #expect(ours == theirs, "\(path)")
        }
    }

    private func listsRoot(_ files: ExtFileSystem) throws {
        let lines = try lab.run("debugfs", ["-R", "ls -p /", "image"]).split(separator: "\n")
        // A line is /inode/mode/user/group/name/size/; a name that has a slash itself is none for us.
        let theirs = lines.compactMap { line -> String? in
            let fields = line.split(separator: "/", omittingEmptySubsequences: false)
            return fields.count == 8 && !["", ".", ".."].contains(fields[5]) ? String(fields[5]) : nil
        }
        let ours = try files.entries(of: files.root).map { String(decoding: $0.name, as: UTF8.self) }
        #expect(!ours.isEmpty && ours.sorted() == theirs.sorted())
    }

    @Test("with a journal to replay are read as e2fsck leaves them", arguments: ["f_jnl_64bit.img.gz"])
    func replay(name: String) throws {
        try unpack(name)
        let ours = FileTree(try ExtFileSystem(try lab.disk("image"), strict: true))
        try lab.run("e2fsck", ["-fy", "image"], allowing: [0, 1])
        #expect(ours.differences(from: try ExtFileSystemTests.dump(lab)) == [])
    }
}
