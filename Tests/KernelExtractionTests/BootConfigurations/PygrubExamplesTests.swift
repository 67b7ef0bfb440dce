import KernelExtraction
import Testing

@Suite("pygrub's own examples", .enabled(if: Corpora.has("pygrub"), "the corpus pygrub is not beside the project"))
struct PygrubExamplesTests {
    /// An example, where it belongs on the disk, the kernels there, and what comes of it.
    struct Example: Sendable {
        var name: String
        var path: String
        var files: [String]
        var titles: Int
        var usable: [Int]
        var kernel: String
        var initrd: String
        var arguments: String
        var submenus: [[Int]] = []
    }

    private static let fedora16 = "3.1.0-0.rc9.git0.0.fc16.x86_64"
    private static let rhel7 = "3.10.0-54.0.1.el7.x86_64"

    static let examples = [
        Example(
            name: "debian-wheezy-hvm.grub2", path: "/boot/grub/grub.cfg",
            files: ["/boot/vmlinuz-3.2.0-4-amd64", "/boot/initrd.img-3.2.0-4-amd64"], titles: 2, usable: [0, 1],
            kernel: "/boot/vmlinuz-3.2.0-4-amd64", initrd: "/boot/initrd.img-3.2.0-4-amd64",
            arguments: "root=UUID=f395d5a0-4612-4872-806c-33cd37c152f0 ro"),
        Example(
            name: "fedora-16-with-xen.grub2", path: "/grub2/grub.cfg",
            files: ["/vmlinuz-\(fedora16)", "/initramfs-\(fedora16).img", "/xen-4.1.gz"], titles: 4, usable: [0, 1],
            kernel: "/vmlinuz-\(fedora16)", initrd: "/initramfs-\(fedora16).img",
            arguments: "root=/dev/mapper/VolGroup-lv_root ro rd.md=0 rd.dm=0 rd.lvm.lv=VolGroup/lv_swap quiet "
                + "SYSFONT=latarcyrheb-sun16 rhgb rd.lvm.lv=VolGroup/lv_root rd.luks=0 KEYTABLE=uk LANG=en_US.UTF-8",
            submenus: [[2, 3]]),
        Example(
            name: "fedora-19.grub2", path: "/grub2/grub.cfg",
            files: [
                "/vmlinuz-3.9.6-301.fc19.i686.PAE", "/initramfs-3.9.6-301.fc19.i686.PAE.img",
                "/vmlinuz-0-rescue-8d62a0261d8147dc84eb89292ebc1666",
                "/initramfs-0-rescue-8d62a0261d8147dc84eb89292ebc1666.img",
            ], titles: 2, usable: [0, 1], kernel: "/vmlinuz-3.9.6-301.fc19.i686.PAE",
            initrd: "/initramfs-3.9.6-301.fc19.i686.PAE.img",
            arguments: "root=/dev/mapper/fedora-root ro rd.lvm.lv=fedora/swap rd.md=0 rd.dm=0 vconsole.keymap=us "
                + "rd.luks=0 vconsole.font=latarcyrheb-sun16 rd.lvm.lv=fedora/root"),
        Example(
            name: "rhel-7-beta.grub2", path: "/boot/grub2/grub.cfg",
            files: ["/vmlinuz-\(rhel7)", "/initramfs-\(rhel7).img"], titles: 2, usable: [0],
            kernel: "/vmlinuz-\(rhel7)", initrd: "/initramfs-\(rhel7).img",
            arguments: "root=/dev/mapper/rhel-root ro rd.lvm.lv=rhel/swap vconsole.keymap=uk crashkernel=auto "
                + "rd.lvm.lv=rhel/root vconsole.font=latarcyrheb-sun16 LANG=en_GB.UTF-8"),
        Example(
            name: "ubuntu-14.04-lts.grub2", path: "/grub/grub.cfg",
            files: ["/vmlinuz-3.13.0-44-generic", "/initrd.img-3.13.0-44-generic", "/memtest86+.bin"], titles: 5,
            usable: [0, 1, 2, 4], kernel: "/vmlinuz-3.13.0-44-generic", initrd: "/initrd.img-3.13.0-44-generic",
            arguments: "root=/dev/mapper/BoxenSys00-root ro biosdevname=0 quiet", submenus: [[1, 2]]),
    ]

    @Test("have the entries and the default that GRUB would have", arguments: examples)
    func golden(example: Example) throws {
        let tree = Tree(Dictionary(uniqueKeysWithValues: example.files.map { ($0, "content") }))
        tree.add(example.path, try #require(Corpora.files("pygrub")[example.name]))
        let menu = try BootMenuFinder(fileSystems: [BootVolume(.partition(1), tree)]).find()
        #expect(menu.entries.count == example.titles)
        #expect(menu.entries.indices.filter { menu.entries[$0].unusable == nil } == example.usable)
        #expect(menu.defaultEntry == 0)
        #expect(menu.chosen == "\(example.kernel) \(example.arguments) [\(example.initrd)]")
        let submenus = menu.items.compactMap { item in
            if case .submenu(_, _, let items) = item { items } else { nil }
        }
        #expect(submenus == example.submenus.map { $0.map(BootMenu.Item.entry) })
    }
}
