import KernelExtraction
import Testing

@Suite("Configurations of syslinux")
struct SyslinuxConfigurationTests {
    private static let here = Dictionary(uniqueKeysWithValues: Bench.kernels.map { ("/boot/extlinux\($0)", $1) })

    private func menu(_ text: String, adding files: [String: String] = [:]) throws -> BootMenu {
        let all = Self.here.merging(files) { $1 }.merging(["/boot/extlinux/extlinux.conf": text]) { $1 }
        return try Bench(all).menu()
    }

    /// A path in the configuration's folder.
    private static func at(_ text: String) -> String { text.replacing("@", with: "/boot/extlinux/") }

    @Test(
        "have kernel, RAM disks and arguments as syslinux does",
        arguments: [
            ("KERNEL a\nAPPEND initrd=ia root=A quiet\n", "@a root=A quiet [@ia]"),
            ("linux a\ninitrd ia,ib\nappend root=A\n", "@a root=A [@ia @ib]"),
            ("kernel a\nappend x initrd=ia y initrd=ib\n", "@a x y [@ib]"),
            ("kernel /boot/extlinux/a\n", "@a common"), ("kernel a x y\nappend z\n", "@a x y z"),
            ("kernel ../extlinux/a\n", "@../extlinux/a common"), ("linux a\nappend -\n", "@a"),
            ("LINUX a\r\n", "@a common"),
            ("kernel mboot.c32\nappend f dom0=1 --- a root=A --- ia\n", "@a root=A [@ia]"),
            ("kernel mboot.c32\nappend xen.gz x --- a root=A\n", "@a root=A"),
            ("kernel mboot.c32\nappend a root=A --- ia\n", "@a root=A [@ia]"),
            ("kernel a\nappend x\nTEXT HELP\nappend y\nENDTEXT\n", "@a x"), ("kernel top\nappend -\n", "/top"),
        ])
    func entries(lines: String, expected: String) throws {
        let menu = try menu("append common\nlabel A\n\(lines)", adding: ["/top": "kernel"])
        #expect(menu.chosen == Self.at(expected))
    }

    private static let three = """
        LABEL one
          KERNEL a
        LABEL two
          MENU LABEL ^Second
          KERNEL b
          APPEND x
        MENU BEGIN more
          MENU TITLE More
          LABEL three
            KERNEL c
          LABEL four
            KERNEL d
        MENU END
        LABEL other
          LOCALBOOT 0

        """

    @Test(
        "boot the default",
        arguments: [
            ("", "@a"), ("DEFAULT two\n", "@b x"), ("default two y z\n", "@b x y z"), ("DEFAULT four\n", "@d"),
            ("DEFAULT c root=C initrd=ic\n", "@c root=C [@ic]"), ("DEFAULT menu.c32\n", "@a"), ("DEFAULT none\n", "@a"),
            ("DEFAULT other\n", "@a"), ("UI menu.c32\nDEFAULT two\n", "@b x"),
        ])
    func defaults(head: String, expected: String) throws {
        #expect(try menu(head + Self.three).chosen == Self.at(expected))
    }

    @Test("boot what MENU DEFAULT marks, unless DEFAULT names a label")
    func menuDefault() throws {
        let marked = Self.three.replacing("  KERNEL b", with: "  MENU DEFAULT\n  KERNEL b")
        #expect(try menu("DEFAULT vesamenu.c32\n" + marked).chosen == Self.at("@b x"))
        #expect(try menu("DEFAULT four\n" + marked).chosen == Self.at("@d"))
        let nested = Self.three.replacing("KERNEL d", with: "KERNEL d\nMENU DEFAULT")
        #expect(try menu(nested).chosen == Self.at("@a"))
    }

    @Test("show submenus and what cannot be booted")
    func items() throws {
        let menu = try menu(Self.three)
        #expect(menu.titles == ["one", "Second", "three", "four", "other"])
        #expect(
            menu.items == [
                .entry(0), .entry(1), .submenu(title: Array("More".utf8), id: nil, items: [.entry(2), .entry(3)]),
                .entry(4),
            ])
        #expect(menu.entries[4].unusable == "it uses 'localboot'")
        #expect(try menu.entry("two").shown == Self.at("@b x"))
    }

    @Test("include others and lead to others")
    func includes() throws {
        let files = [
            "/boot/extlinux/more.cfg": "label I\nkernel b\n",
            "/boot/extlinux/other.cfg": "label O\nkernel c\ndefault O\n",
        ]
        let menu = try menu("INCLUDE more.cfg\nMENU INCLUDE /none\nLABEL X\nCONFIG other.cfg\n", adding: files)
        #expect(menu.entries.map(\.shown) == [Self.at("@b"), Self.at("@c")])
        #expect(menu.warnings == ["the configuration's file /none does not exist"])
    }

    @Test(
        "that include themselves are refused",
        arguments: ["include extlinux.conf\n", "label x\nconfig extlinux.conf\nlabel y\nkernel a\n"])
    func loops(text: String) {
        #expect(throws: ExtractionError.self) { try menu(text) }
    }

    @Test("are found where pygrub and installers have them")
    func places() throws {
        for place in [
            "/boot/isolinux/isolinux.cfg", "/boot/extlinux/extlinux.conf", "/boot/extlinux.conf",
            "/extlinux/extlinux.conf", "/extlinux.conf", "/isolinux/isolinux.cfg", "/syslinux/syslinux.cfg",
            "/boot/syslinux/syslinux.cfg",
        ] {
            let menu = try Bench([place: "label a\nkernel /k\n", "/k": "kernel"]).menu()
            #expect(menu.source == BootMenu.Source(format: .syslinux, volume: 0, path: place))
        }
    }

    @Test("of Alpine boot its relative kernel", .enabled(if: Corpora.has("pygrub"), "the corpus pygrub is missing"))
    func alpine() throws {
        let tree = Tree(["/boot/vmlinuz-3.0.10-grsec": "k", "/boot/initramfs-3.0.10-grsec": "i"])
        tree.add("/boot/extlinux.conf", try #require(Corpora.files("pygrub")["alpine-linux-2.3.2.extlinux"]))
        let menu = try Bench([BootVolume(.disk, tree)]).menu()
        #expect(menu.titles == ["Linux 3.0.10-grsec"])
        #expect(
            menu.chosen
                == "/boot/vmlinuz-3.0.10-grsec root=UUID=a97ffe64-430f-4fd3-830e-4736d9a27af0 "
                + "modules=sd-mod,usb-storage,ext4 quiet [/boot/initramfs-3.0.10-grsec]")
    }
}

@Suite("Configurations of LILO")
struct LiloConfigurationTests {
    private static let text = """
        boot=/dev/xvda
        root=/dev/xvda1
        read-only
        default = second
        append="quiet"
        image=/a
            label=first
        image=/b
            label="second"
            initrd=/ib
            append="root=LABEL=x y"
            read-write
        other=/dev/xvdb
            label=dos
        """

    @Test("are read only for whoever asks")
    func lilo() throws {
        var bench = Bench(Bench.kernels.merging(["/etc/lilo.conf": Self.text]) { $1 })
        #expect(throws: ExtractionError.self) { try bench.menu() }
        bench.options.lilo = true
        let menu = try bench.menu()
        #expect(menu.titles == ["first", "second", "dos"])
        #expect(menu.chosen == "/b root=/dev/xvda1 rw root=LABEL=x y [/ib]")
        #expect(menu.entries[0].shown == "/a root=/dev/xvda1 ro quiet")
        #expect(menu.entries[2].unusable == "it uses 'other'")
    }
}
