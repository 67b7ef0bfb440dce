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

    private func make(_ arguments: [String]) throws -> ISOFileSystem {
        try lab.run("xorriso", ["-as", "mkisofs", "-quiet", "-V", "GUEST", "-o", "image"] + arguments + ["root"])
        return try ISOFileSystem(try lab.disk("image"))
    }

    @Test(
        "with Rock Ridge is read whole: names, links, directories moved up",
        arguments: [["-R"], ["-R", "-J", "-joliet-long"], ["-r", "-iso-level", "3"], ["-R", "-D"]])
    func rockRidge(arguments: [String]) throws {
        let files = try make(arguments)
        let expected = try FileTree(folder: lab.folder.appending(path: "root"))
        // Where a directory was moved to stays visible under a name of the writer's choice.
        let tree = FileTree(files).without("/rr_moved").without("/RR_MOVED")
        #expect(tree.differences(from: expected) == [])
        #expect(files.label == "GUEST")
        #expect(files.uuid?.count == 22)
        #expect(try PathWalker(files).contents("/boot/absolute", limit: 10) == (try lab.bytes("root/boot/file-1")))
    }

    @Test("that boots by El Torito is read whole, by whatever it was made", arguments: ["genisoimage", "xorriso"])
    func bootable(tool: String) throws {
        guard ImageLab.has(tool) else { return }
        try lab.write(Array("code".utf8) + [UInt8](repeating: 0x90, count: 2044), to: "root/boot/loader")
        // genisoimage never ends with links as long as this one.
        try FileManager.default.removeItem(atPath: lab.path("root/boot/long"))
        var arguments = [
            "-quiet", "-R", "-V", "GUEST", "-b", "boot/loader", "-c", "boot/catalogue",
            "-no-emul-boot", "-boot-load-size", "4", "-o", "image",
        ]
        if tool == "xorriso" {
            // With a partition table too, as installers have it for sticks.
            arguments = ["-as", "mkisofs", "--protective-msdos-label", "-partition_offset", "16"] + arguments
        }
        try lab.run("timeout", ["--signal=KILL", "60", tool] + arguments + ["root"])
        let table = try PartitionTable.read(try lab.disk("image"))
        #expect(table.searchOrder.contains { $0.number == 0 })
        let files = try ISOFileSystem(try lab.disk("image"))
        let expected = try FileTree(folder: lab.folder.appending(path: "root"))
        let tree = FileTree(files).without("/rr_moved").without("/RR_MOVED").without("/boot/catalogue")
        #expect(tree.differences(from: expected) == [])
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
        // Behind the descriptors, before the path tables and the files.
        let window = Array(good[20 * 2048..<80 * 2048])
        func places(_ signature: String) -> [Int] {
            let (one, other) = (signature.utf8.first, signature.utf8.last)
            return (0..<window.count - 4).filter { window[$0] == one && window[$0 + 1] == other && window[$0 + 3] == 1 }
                .map { $0 + 20 * 2048 }
        }
        var bytes = good
        for length in [UInt8(0), 3, 255] {
            for place in places("NM") { bytes[place + 2] = length }
            _ = FileTree(try ISOFileSystem(MemoryDisk(bytes)), limit: 300)
        }
        // Every continuation leads to itself.
        let fields = places("CE")
        #expect(fields.count > 1)
        bytes = good
        for field in fields {
            for (at, value) in [(4, UInt32(field / 2048)), (12, UInt32(field % 2048)), (20, 28)] {
                for index in 0..<4 {
                    bytes[field + at + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index)))
                }
            }
        }
        let tree = FileTree(try ISOFileSystem(MemoryDisk(bytes)), limit: 300)
        #expect(tree.items.values.contains { "\($0)".contains("continues more than 32 times") })
    }
}
