import KernelExtraction
import Testing

@Suite("Menus of GRUB legacy")
struct LegacyConfigurationTests {
    private func menu(_ text: String, adding files: [String: String] = [:]) throws -> BootMenu {
        try Bench(Bench.kernels.merging(files) { $1 }.merging(["/boot/grub/menu.lst": text]) { $1 }).menu()
    }

    private static let three = """
        # a comment
        title   Linux A
        root    (hd0,0)
        kernel  /a root=/dev/xvda1 ro
        initrd  /ia

        title=Linux B
        kernel=/b	root=/dev/xvda1 ro single
        title Other
        rootnoverify (hd0,1)
        chainloader +1

        """

    @Test("as xen-tools writes them have their entries")
    func plain() throws {
        let menu = try menu("default         0\ntimeout         2\n" + Self.three)
        #expect(menu.source == BootMenu.Source(format: .legacy, volume: 0, path: "/boot/grub/menu.lst"))
        #expect(menu.titles == ["Linux A", "Linux B", "Other"])
        #expect(menu.entries[0].shown == "/a root=/dev/xvda1 ro [/ia]")
        #expect(menu.entries[1].shown == "/b root=/dev/xvda1 ro single")
        #expect(menu.entries[2].unusable == "it uses 'chainloader'")
        #expect(menu.defaultEntry == 0)
    }

    @Test(
        "boot the entry that is the default",
        arguments: [
            ("default 1\n", 1), ("default=1\n", 1), ("default 2\nfallback 1\n", 1), ("default 2\n", 0),
            ("default 9\n", 0), ("default saved\n", 1), ("", 0),
        ])
    func defaults(head: String, index: Int) throws {
        #expect(try menu(head + Self.three, adding: ["/boot/grub/default": "1\n#\n#\n"]).defaultEntry == index)
    }

    @Test(
        "may pass over options, join lines and name the device before the path",
        arguments: [
            ("kernel --type=linux --no-mem-option /a x\n", "/a x"), ("kernel (hd0,0)/a x\n", "/a x"),
            ("kernel /a x \\\ny\n", "/a x y"), ("kernel /a x\r\ninitrd /ia\r\n", "/a x [/ia]"),
            ("root (hd0,0)\nkernel /a a=b c=d\nsavedefault\nquiet\nboot\n", "/a a=b c=d"),
        ])
    func forms(lines: String, expected: String) throws {
        #expect(try menu("title A\n\(lines)").chosen == expected)
    }

    @Test("find the partition that an entry names, and say when there is none")
    func partitions() throws {
        let boot = Tree([
            "/grub/menu.lst": "title A\nroot (hd0,2)\nkernel /a\ntitle B\nroot (hd0,7)\nkernel /b\n", "/b": "b",
        ])
        let other = Tree(["/a": "a"])
        let menu = try Bench([BootVolume(.partition(1), boot), BootVolume(.partition(3), other)]).menu()
        #expect(menu.entries.map(\.kernel?.volume) == [1, 0])
        #expect(menu.warnings == ["this disk has no device '(hd0,7)'; partition 1 (ext4) is taken for it"])
    }

    @Test("find the file system by UUID, as Ubuntu's had it")
    func uuid() throws {
        let boot = Tree(["/grub/menu.lst": "title A\nuuid ABCD-1\nkernel /a\n"])
        let menu = try Bench([
            BootVolume(.partition(1), boot), BootVolume(.partition(2), Tree(["/a": "a"], uuid: "abcd-1")),
        ])
        .menu()
        #expect(menu.entries[0].kernel == BootFile(volume: 1, path: Array("/a".utf8)))
    }
}
