import Foundation
import KernelExtraction
import Testing

@Suite("Reading btrfs", .enabled(if: ImageTool.exists("mkfs.btrfs"), "needs btrfs-progs"))
struct BtrfsReadingTests {
    private static let canMount = ImageTool.canMount("btrfs")

    @Test("gives every name and byte of an image that mkfs.btrfs filled", arguments: BtrfsImage.Recipe.all)
    func rootFolder(recipe: BtrfsImage.Recipe) throws {
        let scratch = try BtrfsImage.sample(directories: [4, 60, 400])
        try BtrfsImage.make(scratch.path("image"), from: scratch.path("tree"), recipe)
        let files = try BtrfsFileSystem(ImageDisk(scratch.path("image")), strict: true)
        #expect(try GuestSnapshot(of: files).differences(from: GuestSnapshot(of: scratch.path("tree"))) == [])
        #expect(files.warnings == [])
        #expect(files.label == "guest")
        #expect(files.uuid?.count == 36)
        #expect(files.subvolume == BtrfsSubvolume.topLevel)
    }

    @Test("finds each name by its hash, and no other")
    func names() throws {
        let scratch = try BtrfsImage.sample(directories: [400])
        try BtrfsImage.make(scratch.path("image"), from: scratch.path("tree"), BtrfsImage.Recipe.all[0])
        let files = try BtrfsFileSystem(ImageDisk(scratch.path("image")), strict: true)
        let directory = try #require(try files.child(of: files.root, named: Array("d400".utf8)))
        for entry in try files.entries(of: directory) {
            #expect(try files.child(of: directory, named: entry.name) == entry.node)
        }
        #expect(try files.child(of: directory, named: Array("none".utf8)) == nil)
    }

    @Test(
        "gives what Linux wrote: compressed, sparse, in many extents and levels",
        .enabled(if: canMount, "needs root and btrfs in the kernel"),
        arguments: [
            "compress=no", "compress-force=zlib", "compress-force=lzo", "compress-force=zstd", "compress=zstd:15",
        ])
    func written(options: String) throws {
        let scratch = try Scratch()
        let image = scratch.path("image")
        try ImageTool.blank(image, mebibytes: 512)
        try ImageTool.run("mkfs.btrfs", "-q", "-n", "4096", image)
        var expected: GuestSnapshot?
        try ImageTool.mounted(image, options: options) { folder in
            try SampleTree.make(in: folder, directories: [4, 60, 3000], longLink: 3000)
            try SampleTree.sparse("\(folder)/holes", blocks: 1500, of: 4096)
            try SampleTree.write(SampleTree.text(1500), "\(folder)/inline")
            try SampleTree.write(SampleTree.text(131_073), "\(folder)/extent+1")
            try ImageTool.run("fallocate", "-l", "300000", "\(folder)/unwritten")
            // A part of a compressed extent, shared with its first file.
            try ImageTool.run("cp", "--reflink=always", "\(folder)/text", "\(folder)/shared")
            try ImageTool.run(
                "dd", "if=/dev/zero", "of=\(folder)/shared", "bs=4096", "seek=3", "count=2", "conv=notrunc")
            expected = GuestSnapshot(of: folder)
        }
        let files = try BtrfsFileSystem(ImageDisk(image), strict: true)
        #expect(try GuestSnapshot(of: files).differences(from: #require(expected)) == [])
        #expect(files.warnings == [])
    }

    @Test(
        "gives the same from each device of a mirror", .enabled(if: canMount, "needs root and btrfs in the kernel"),
        arguments: [(2, "raid1"), (3, "raid1c3")])
    func mirrors(count: Int, profile: String) throws {
        let scratch = try Scratch()
        let images = (0..<count).map { scratch.path("\($0)") }
        for image in images { try ImageTool.blank(image, mebibytes: 256) }
        try ImageTool.run(["mkfs.btrfs", "-q", "-m", profile, "-d", profile] + images)
        var expected: GuestSnapshot?
        try ImageTool.mountedTogether(images) { folder in
            try SampleTree.make(in: folder, directories: [60])
            expected = GuestSnapshot(of: folder)
        }
        for image in images {
            let files = try BtrfsFileSystem(ImageDisk(image), strict: true)
            #expect(try GuestSnapshot(of: files).differences(from: #require(expected)) == [])
        }
    }

    @Test(
        "of what is striped over devices fails and names those that are missing",
        .enabled(if: canMount, "needs root and btrfs in the kernel"))
    func striped() throws {
        let scratch = try Scratch()
        let images = ["a", "b"].map(scratch.path)
        for image in images { try ImageTool.blank(image, mebibytes: 512) }
        try ImageTool.run(["mkfs.btrfs", "-q", "-m", "raid1", "-d", "raid0"] + images)
        try ImageTool.mountedTogether(images) { folder in try SampleTree.make(in: folder, directories: []) }
        let walker = PathWalker(try BtrfsFileSystem(ImageDisk(images[0]), strict: true))
        let error = #expect(throws: ExtractionError.self) { try walker.contents("/boot/initrd", limit: 1 << 24) }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.hasSuffix("(RAID0): it lies on other devices: 2") == true, "\(error?.message ?? "")")
    }

    @Test("gives the bytes that GRUB sees", .enabled(if: ImageTool.exists("grub-fstest"), "needs grub-common"))
    func grub() throws {
        let scratch = try BtrfsImage.sample(directories: [400])
        try BtrfsImage.make(scratch.path("image"), from: scratch.path("tree"), BtrfsImage.Recipe.all[0])
        let walker = PathWalker(try BtrfsFileSystem(ImageDisk(scratch.path("image")), strict: true))
        for path in ["/vmlinuz", "/boot/initrd", "/block+1", "/one", "/text"] {
            let shown = try ImageTool.run("grub-fstest", scratch.path("image"), "cat", "(loop0)\(path)")
            #expect(try walker.contents(path, limit: 1 << 24) == shown, "\(path)")
        }
    }
}
