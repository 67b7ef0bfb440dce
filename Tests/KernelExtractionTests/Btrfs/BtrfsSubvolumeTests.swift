import Foundation
import KernelExtraction
import Testing

@Suite(
    "Subvolumes of btrfs",
    .enabled(if: ImageTool.exists("btrfs") && ImageTool.canMount("btrfs"), "needs root and btrfs in the kernel"))
struct BtrfsSubvolumeTests {
    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// `@` with `@/home` in it, a snapshot of `@` in a folder, and the default set to it.
    private func make(_ image: String, isDefault: Bool) throws {
        try ImageTool.blank(image, mebibytes: 256)
        try ImageTool.run("mkfs.btrfs", "-q", image)
        try ImageTool.mounted(image, options: "") { folder in
            try SampleTree.write(text("top"), "\(folder)/which")
            try ImageTool.run("btrfs", "subvolume", "create", "\(folder)/@")
            try ImageTool.run("mkdir", "-p", "\(folder)/@/var/lib", "\(folder)/snapshots/1")
            try SampleTree.write(text("old"), "\(folder)/@/which")
            try ImageTool.run("btrfs", "subvolume", "create", "\(folder)/@/var/lib/home")
            try SampleTree.write(text("home"), "\(folder)/@/var/lib/home/which")
            try ImageTool.run("btrfs", "subvolume", "snapshot", "-r", "\(folder)/@", "\(folder)/snapshots/1/now")
            try SampleTree.write(text("new"), "\(folder)/@/which")
            if isDefault { try ImageTool.run("btrfs", "subvolume", "set-default", "\(folder)/snapshots/1/now") }
        }
    }

    @Test("are entered where they are, and empty where a snapshot only remembers them")
    func entered() throws {
        let scratch = try Scratch()
        try make(scratch.path("image"), isDefault: false)
        let files = try BtrfsFileSystem(ImageDisk(scratch.path("image")), strict: true)
        let walker = PathWalker(files)
        #expect(files.subvolume == BtrfsSubvolume.topLevel)
        for (path, content) in [
            ("/which", "top"), ("/@/which", "new"), ("/@/var/lib/home/which", "home"),
            ("/snapshots/1/now/which", "old"), ("/snapshots/1/now/var/lib/../../which", "old"),
        ] {
            #expect(try walker.contents(path, limit: 10) == text(content), "\(path)")
        }
        let stub = try #require(try walker.find("/snapshots/1/now/var/lib/home"))
        #expect(stub.kind == .directory)
        #expect(try files.entries(of: stub.id) == [])
        #expect(try walker.find("/snapshots/1/now/var/lib/home/which") == nil)
        #expect(try files.bootable().map(\.subvolume) == [5, 256])
    }

    @Test("are listed by their path, opened by their number, and the default one is opened first")
    func listed() throws {
        let scratch = try Scratch()
        try make(scratch.path("image"), isDefault: true)
        let files = try BtrfsFileSystem(ImageDisk(scratch.path("image")), strict: true)
        #expect(
            try files.subvolumes() == [
                BtrfsSubvolume(id: 256, path: text("@")), BtrfsSubvolume(id: 257, path: text("@/var/lib/home")),
                BtrfsSubvolume(id: 258, path: text("snapshots/1/now")),
            ])
        #expect(files.subvolume == 258)
        #expect(try PathWalker(files).contents("/which", limit: 10) == text("old"))
        #expect(try PathWalker(files.opening(257)).contents("/which", limit: 10) == text("home"))
        #expect(try files.bootable().map(\.subvolume) == [258, 5, 256])
        #expect(throws: ExtractionError(.notFound, "there is no subvolume 300")) { try files.opening(300) }
    }
}
