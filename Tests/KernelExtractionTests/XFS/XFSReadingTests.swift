import Foundation
import KernelExtraction
import Testing

@Suite("Reading XFS", .enabled(if: ImageTool.exists("mkfs.xfs"), "needs xfsprogs"))
struct XFSReadingTests {
    private static let canMount = ImageTool.canMount("xfs")

    @Test("gives every name and byte of an image that mkfs.xfs filled", arguments: XFSImage.Recipe.all)
    func prototype(recipe: XFSImage.Recipe) throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
        try SampleTree.make(in: scratch.path("tree"), directories: [4, 60, 400], longLink: recipe.longLink)
        try XFSImage.make(scratch.path("image"), from: scratch.path("tree"), recipe.options)
        let files = try XFSFileSystem(ImageDisk(scratch.path("image")), strict: true)
        let seen = try GuestSnapshot(of: files)
        #expect(seen.differences(from: GuestSnapshot(of: scratch.path("tree"))) == [])
        #expect(files.warnings == [])
        #expect(files.label == "guest")
        #expect(files.uuid?.count == 36)
    }

    @Test(
        "gives what Linux wrote: links in blocks, files of thousands of extents, directories of every form",
        .enabled(if: canMount, "needs root and XFS in the kernel"), arguments: XFSImage.Recipe.mountable)
    func written(recipe: XFSImage.Recipe) throws {
        let scratch = try Scratch()
        let image = scratch.path("image")
        try ImageTool.blank(image, mebibytes: 2048)
        try ImageTool.run(["mkfs.xfs", "-q"] + recipe.options + [image])
        var expected: GuestSnapshot?
        try ImageTool.mounted(image, options: "nouuid") { folder in
            try SampleTree.make(in: folder, directories: [4, 60, 400], longLink: 1000)
            try SampleTree.sparse("\(folder)/holes", blocks: 3000, of: recipe.block)
            try ImageTool.run("fallocate", "-l", "300000", "\(folder)/unwritten")
            expected = GuestSnapshot(of: folder)
        }
        let files = try XFSFileSystem(ImageDisk(image), strict: true)
        #expect(try GuestSnapshot(of: files).differences(from: #require(expected)) == [])
        #expect(files.warnings == [])
    }

    @Test("gives directories of so many names that their index has nodes", .enabled(if: ImageTool.exists("xfs_db")))
    func nodes() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
        let isLong = getenv("XEN_PROVISION_LONG_TESTS") != nil
        try SampleTree.make(in: scratch.path("tree"), directories: [1200] + (isLong ? [6000, 40_000] : []))
        try XFSImage.make(scratch.path("image"), from: scratch.path("tree"), [])
        let files = try XFSFileSystem(ImageDisk(scratch.path("image")), strict: true)
        #expect(try GuestSnapshot(of: files).differences(from: GuestSnapshot(of: scratch.path("tree"))) == [])
        let number = try #require(try PathWalker(files).find("/d1200")).id.number
        // 3ebe: a node of version 5 in the index' first block, which lies at 32 GiB.
        let shown = try ImageTool.run(
            "xfs_db", "-r", "-c", "inode \(number)", "-c", "dblock 8388608", "-c", "print nhdr.info.hdr.magic",
            scratch.path("image"))
        #expect(String(decoding: shown, as: UTF8.self) == "nhdr.info.hdr.magic = 0x3ebe\n")
    }

    @Test(
        "gives directories whose extents need a tree", .enabled(if: ImageTool.exists("xfs_db")),
        arguments: XFSImage.Recipe.all.filter { $0.block <= 1024 })
    func trees(recipe: XFSImage.Recipe) throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
        try SampleTree.make(in: scratch.path("tree"), directories: [8000])
        try XFSImage.make(scratch.path("image"), from: scratch.path("tree"), recipe.options)
        let files = try XFSFileSystem(ImageDisk(scratch.path("image")), strict: true)
        #expect(try GuestSnapshot(of: files).differences(from: GuestSnapshot(of: scratch.path("tree"))) == [])
        let number = try #require(try PathWalker(files).find("/d8000")).id.number
        let shown = try ImageTool.run(
            "xfs_db", "-r", "-c", "inode \(number)", "-c", "print core.format", scratch.path("image"))
        #expect(String(decoding: shown, as: UTF8.self) == "core.format = 3 (btree)\n")
    }

    @Test(
        "knows a file system whose UUID was changed by the one in its metadata",
        .enabled(if: ImageTool.exists("xfs_admin")))
    func metadataUUID() throws {
        let uuid = "01234567-89ab-cdef-0123-456789abcdef"
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
        try SampleTree.make(in: scratch.path("tree"), directories: [60])
        try XFSImage.make(scratch.path("image"), from: scratch.path("tree"), [])
        try ImageTool.run("xfs_admin", "-U", uuid, scratch.path("image"))
        let files = try XFSFileSystem(ImageDisk(scratch.path("image")), strict: true)
        #expect(files.uuid == uuid)
        #expect(try GuestSnapshot(of: files).differences(from: GuestSnapshot(of: scratch.path("tree"))) == [])
    }

    @Test("gives the bytes that GRUB sees", .enabled(if: ImageTool.exists("grub-fstest"), "needs grub-common"))
    func grub() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
        try SampleTree.make(in: scratch.path("tree"), directories: [400])
        try XFSImage.make(scratch.path("image"), from: scratch.path("tree"), [])
        let walker = PathWalker(try XFSFileSystem(ImageDisk(scratch.path("image")), strict: true))
        for path in ["/vmlinuz", "/boot/initrd", "/block+1", "/one", "/text"] {
            let shown = try ImageTool.run("grub-fstest", scratch.path("image"), "cat", "(loop0)\(path)")
            #expect(try walker.contents(path, limit: 1 << 24) == shown, "\(path)")
        }
    }
}
