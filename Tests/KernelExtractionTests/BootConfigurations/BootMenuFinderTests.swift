import Foundation
import KernelExtraction
import Testing

@Suite("The search for a boot configuration")
struct BootMenuFinderTests {
    private static func grub(_ kernel: String) -> String { "menuentry '\(kernel)' {\nlinux \(kernel)\n}\n" }

    @Test("takes pygrub's places in pygrub's order")
    func order() throws {
        let places = [
            "/boot/grub/grub.cfg", "/grub/grub.cfg", "/boot/grub2/grub.cfg", "/grub2/grub.cfg",
            "/boot/grub/menu.lst", "/boot/grub/grub.conf", "/grub/menu.lst", "/grub/grub.conf",
        ]
        for (index, place) in places.enumerated() {
            var files = ["/k": "kernel"]
            for later in places[index...] {
                files[later] = later.hasSuffix(".cfg") ? Self.grub("/k") : "title T\nkernel /k\n"
            }
            #expect(try Bench(files).menu().source.path == place)
        }
    }

    @Test("looks at all file systems for one kind of place before the next")
    func stages() throws {
        let system = Tree(["/EFI/debian/grub.cfg": Self.grub("/k"), "/k": "x"], type: "vfat")
        let root = Tree(["/boot/grub/grub.cfg": Self.grub("/boot/k"), "/boot/k": "x"])
        let volumes = [BootVolume(.partition(1), system), BootVolume(.partition(2), root)]
        #expect(try Bench(volumes).menu().source.volume == 1)
        #expect(try Bench([volumes[0]]).menu().source.path == "/EFI/debian/grub.cfg")
    }

    @Test("follows a system partition's stub to the real configuration by the UUID")
    func stub() throws {
        let stub = "search.fs_uuid 11-22 root hd0,gpt2\nset prefix=($root)'/boot/g'\nconfigfile $prefix/grub.cfg\n"
        let real = "if [ -f $prefix/x ]; then linux /y; fi\n" + Self.grub("/boot/k") + "set default=0\n"
        let system = Tree(["/EFI/debian/grub.cfg": stub], type: "vfat", uuid: "1234-ABCD")
        let root = Tree(["/boot/g/grub.cfg": real, "/boot/k": "x"], uuid: "11-22")
        let menu = try Bench([BootVolume(.partition(1), system), BootVolume(.partition(2), root)]).menu()
        #expect(menu.entries[0].kernel == BootFile(volume: 1, path: Array("/boot/k".utf8)))
    }

    @Test("looks into the subvolumes that installers make on btrfs", arguments: ["/@", "/@rootfs", "/root"])
    func subvolumes(prefix: String) throws {
        let kernel = "\(prefix)/boot/k"
        let bench = Bench(["\(prefix)/boot/grub/grub.cfg": Self.grub(kernel), kernel: "x"], type: "btrfs")
        #expect(try bench.menu().chosen == kernel)
        #expect(throws: ExtractionError.self) {
            try Bench(["\(prefix)/boot/grub/grub.cfg": Self.grub(kernel), kernel: "x"], type: "ext4").menu()
        }
    }

    @Test("finds a kernel by UUID, label, file and device name")
    func devices() throws {
        let home = Tree([
            "/boot/grub/grub.cfg": """
            menuentry u { search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt3 AA-BB
            linux /k }
            menuentry l { search --label --set THERE
            linux /k }
            menuentry f { search --set=x -f /k
            linux ($x)/k }
            menuentry p { set root='hd0,gpt3'
            linux /k }
            menuentry x { set root=(xen/xvda,msdos3)
            linux /k }
            menuentry v { set root='lvm/g--1-v'
            linux /k }
            menuentry i { set root='lvmid/G/V'
            linux /k }
            menuentry n { search --fs-uuid --set=root NONE
            linux /k }
            """
        ])
        let there = Tree(["/k": "x"], uuid: "aa-bb", label: "THERE")
        let volume = BootVolume(.logicalVolume(group: "g-1", name: "v", identifier: "G/V"), Tree(["/k": "x"]))
        let menu = try Bench([BootVolume(.partition(1), home), BootVolume(.partition(3), there), volume]).menu()
        #expect(menu.entries.map(\.kernel?.volume) == [1, 1, 1, 1, 1, 2, 2, 0])
        #expect(menu.entries[7].unusable == "the kernel /k does not exist on partition 1 (ext4)")
        #expect(menu.warnings == ["no file system of this disk has the UUID 'NONE'"])
    }

    @Test("takes the links to a kernel last, and says that their arguments are not known")
    func links() throws {
        let files = [
            "/vmlinuz": "-> boot/vmlinuz-6", "/initrd.img": "-> boot/initrd.img-6", "/boot/vmlinuz-6": "k",
            "/boot/initrd.img-6": "i",
        ]
        let menu = try Bench(files).menu()
        #expect(menu.chosen == "/vmlinuz [/initrd.img]")
        #expect(menu.warnings == ["/vmlinuz is booted without a configuration, so its arguments are not known"])
        #expect(try Bench(["/boot/vmlinuz": "k"]).menu().chosen == "/boot/vmlinuz")
    }

    @Test("passes over a configuration that boots nothing, and warns only of the one it took")
    func rejected() throws {
        let first = Tree([
            "/boot/grub/grub.cfg": "odd\n" + Self.grub("/none"), "/grub/menu.lst": "title A\nkernel /k\n", "/k": "x",
        ])
        let menu = try Bench([BootVolume(.partition(1), first)]).menu()
        #expect(menu.source.format == .legacy)
        #expect(menu.warnings.isEmpty)
    }

    @Test("says for each partition what was found and why it was rejected")
    func failure() {
        let first = Tree(["/boot/grub/grub.cfg": Self.grub("/none"), "/boot/grub/menu.lst": ""])
        let volumes = [
            BootVolume(.partition(1), first), BootVolume(.partition(5), Tree([String: String](), type: "vfat")),
        ]
        #expect(
            throws: ExtractionError(
                .unbootable,
                "nothing to boot was found: partition 1 (ext4): /boot/grub/grub.cfg: no entry can be booted: '/none': the "
                    + "kernel /none does not exist on partition 1 (ext4); /boot/grub/menu.lst: it has no entries; "
                    + "partition 5 (vfat): no boot configuration")
        ) { try Bench(volumes).menu() }
        #expect(throws: ExtractionError(.notFound, "the disk has no file system to search")) { try Bench([]).menu() }
    }

    @Test("refuses a configuration that is too long")
    func long() {
        let script = String(repeating: "#", count: Limits.configuration) + "\n" + Self.grub("/k")
        #expect(throws: ExtractionError.self) { try Bench(["/boot/grub/grub.cfg": script, "/k": "x"]).menu() }
    }
}

@Suite("A boot menu")
struct BootMenuTests {
    private static let script = """
        menuentry 'A' --id one {
        linux /a root=A
        initrd /ia /ib
        }
        submenu 'S' {
        menuentry 'B' { linux /b }
        menuentry '1' { linux /none }
        }

        """

    @Test(
        "gives the entry by number, title or id",
        arguments: [(nil, "/a"), ("0", "/a"), ("1", "/b"), ("B", "/b"), ("one", "/a")] as [(String?, String)])
    func selection(wanted: String?, kernel: String) throws {
        #expect(try Bench(grub: Self.script).menu().entry(wanted).shown.hasPrefix(kernel))
    }

    @Test("refuses an entry that is not there or cannot be used")
    func refused() throws {
        let menu = try Bench(grub: Self.script).menu()
        #expect(throws: ExtractionError(.notFound, "there is no entry C among the 3 of the menu")) {
            try menu.entry("C")
        }
        #expect(
            throws: ExtractionError(
                .unbootable,
                "the entry '1' cannot be used: the kernel /none does not exist on the disk (ext4)")
        ) { try menu.entry("2") }
        #expect(throws: ExtractionError.self) { try menu.entry("-1") }
    }

    @Test("is listed as pygrub lists")
    func listing() throws {
        let bench = Bench([
            BootVolume(.partition(2), Tree(Bench.kernels.merging(["/boot/grub/grub.cfg": Self.script]) { $1 }))
        ])
        let text = try bench.menu().listing(bench.volumes)
        #expect(
            text == """
                title: A
                  root: d0p2
                  kernel: /a
                  args: root=A
                  initrd: /ia /ib
                title: B
                  root: d0p2
                  kernel: /b
                  args: None
                  initrd: None
                title: 1
                  root: d0p2
                  kernel: /none
                  args: None
                  initrd: None

                """)
    }

    @Test("is listed as JSON, whatever its bytes are")
    func json() throws {
        let script = Self.script + "menuentry \"q\\\"\t\\\\ü\" { linux /a }\n"
        let bench = Bench(grub: script)
        let menu = try bench.menu()
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(menu.json(bench.volumes).utf8)) as? [String: Any])
        let entries = try #require(object["entries"] as? [[String: Any]])
        #expect(object["default"] as? Int == 0)
        #expect(entries.map { $0["title"] as? String } == ["A", "B", "1", "q\"\\x09\\ü"])
        #expect(entries[0]["id"] as? String == "one")
        #expect((entries[0]["initrds"] as? [[String: String]])?.map { $0["path"] } == ["/ia", "/ib"])
        #expect(entries[2]["unusable"] as? String == "the kernel /none does not exist on the disk (ext4)")
        let items = try #require(object["items"] as? [Any])
        #expect((items[1] as? [String: Any])?["items"] as? [Int] == [1, 2])
    }
}
