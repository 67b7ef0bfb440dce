import Foundation
import KernelExtraction
import Testing

@Suite("ISO 9660", .enabled(if: ImageLab.has("xorriso"), "xorriso is missing"))
struct ISOFileSystemTests {
    private let lab: ImageLab

    init() throws {
        lab = try ImageLab()
        var random = SeededBytes(seed: 8)
        let manager = FileManager.default
        let deep = "root/1/2/3/4/5/6/7/8/9/10"
        for folder in ["root/boot/grub", deep, "root/many"] {
            try manager.createDirectory(atPath: lab.path(folder), withIntermediateDirectories: true)
        }
        for size in [0, 1, 2047, 2048, 2049, 300_000] {
            try lab.write(random.bytes(size), to: "root/boot/file-\(size)")
        }
        try lab.write([1, 2], to: deep + "/deep")
        for index in 0..<150 { try lab.write([UInt8(index)], to: "root/many/a rather long name, number \(index).Txt") }
        try lab.write([3], to: "root/boot/" + String(repeating: "n", count: 240))
        for (name, target) in [
            ("absolute", "/boot/file-1"), ("relative", "../boot/./file-1"), ("up", ".."),
            ("long", String(repeating: "part/", count: 150) + String(repeating: "x", count: 250)),
        ] {
            try manager.createSymbolicLink(atPath: lab.path("root/boot/\(name)"), withDestinationPath: target)
        }
    }

    private func make(_ arguments: [String], tool: String = "xorriso") throws -> ISOFileSystem {
        let prefix = tool == "xorriso" ? ["-as", "mkisofs"] : []
        try lab.run(tool, prefix + ["-quiet", "-V", "GUEST", "-o", "image"] + arguments + ["root"])
        return try ISOFileSystem(try lab.disk("image"))
    }

    @Test(
        "with Rock Ridge is read whole: names, links, directories moved up",
        arguments: [["-R"], ["-R", "-J", "-joliet-long"], ["-r", "-iso-level", "3"], ["-R", "-D"]],
        ["xorriso", "genisoimage"])
    func rockRidge(arguments: [String], tool: String) throws {
        guard ImageLab.has(tool) else { return }
        let files = try make(arguments, tool: tool)
        let expected = try FileTree(folder: lab.folder.appending(path: "root"))
        // Where a directory was moved to stays visible under a name of the writer's choice.
        let tree = FileTree(files).without("/rr_moved").without("/RR_MOVED")
        #expect(tree.differences(from: expected) == [])
        #expect(files.label == "GUEST")
        #expect(files.uuid?.count == 22)
        #expect(try PathWalker(files).contents("/boot/absolute", limit: 10) == (try lab.bytes("root/boot/file-1")))
    }

    @Test("with Joliet only has its long names, and finds them whatever their case")
    func joliet() throws {
        let files = try make(["-J", "-joliet-long", "--norock"])
        let walker = PathWalker(files)
        #expect(try walker.contents("/MANY/a rather long name, number 7.txt", limit: 10) == [7])
        #expect(try walker.contents("/boot/file-300000", limit: 1 << 20) == (try lab.bytes("root/boot/file-300000")))
    }

    @Test("without extensions has names in lower case without versions")
    func plain() throws {
        try FileManager.default.removeItem(atPath: lab.path("root/1"))
        let files = try make(["--norock", "-iso-level", "1"])
        #expect(
            try files.entries(of: files.root).map { String(decoding: $0.name, as: UTF8.self) }.sorted() == [
                "boot", "many",
            ])
        #expect(try PathWalker(files).find("/BOOT/FILE_0")?.kind == .file)
    }

    @Test("records of impossible lengths end an area, and continuations that go round end at a limit")
    func hostile() throws {
        _ = try make(["-R"])
        let good = try lab.bytes("image")
        var bytes = good
        // Every name entry says that it has three bytes, then all that the byte can say.
        for length in [UInt8(0), 3, 255] {
            for place in good.indices.dropLast(4)
            where good[place] == 0x4E && good[place + 1] == 0x4D && good[place + 3] == 1 {
                bytes[place + 2] = length
            }
            let files = try ISOFileSystem(MemoryDisk(bytes))
            _ = FileTree(files, limit: 1000, pathsOnlyBelow: 12)
        }
        let field = try #require(good.firstRange(of: [0x43, 0x45, 28, 1], from: 0))
        bytes = good
        let (block, offset) = (UInt32(field / 2048), UInt32(field % 2048))
        for (at, value) in [(4, block), (12, offset), (20, 28)] {
            for index in 0..<4 { bytes[field + at + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
        }
        let tree = FileTree(try ISOFileSystem(MemoryDisk(bytes)), limit: 1000)
        #expect(tree.items.values.contains { "\($0)".contains("continues more than 32 times") })
    }
}
