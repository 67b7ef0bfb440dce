import KernelExtraction
import Testing

@Suite("Boot loader specification entries by GRUB")
struct GrubSpecificationTests {
    /// What Fedora's grub-mkconfig writes, shortened.
    private static let fedora = """
        set pager=1
        if [ -f ${config_directory}/grubenv ]; then
          load_env -f ${config_directory}/grubenv
        elif [ -s $prefix/grubenv ]; then
          load_env
        fi
        if [ "${next_entry}" ] ; then
           set default="${next_entry}"
           set next_entry=
           save_env next_entry
           set boot_once=true
        else
           set default="${saved_entry}"
        fi
        set root='hd0,gpt2'
        if [ x$feature_platform_search_hint = xy ]; then
          search --no-floppy --fs-uuid --set=root --hint='hd0,gpt2'  AA-11
        else
          search --no-floppy --fs-uuid --set=root AA-11
        fi
        set boot='hd0,gpt2'
        search --no-floppy --fs-uuid --set=boot AA-11
        if [ -z "${kernelopts}" ]; then
          set kernelopts="root=/dev/xvda3 ro "
        fi
        insmod blscfg
        blscfg
        if [ "${menu_auto_hide}" = 1 ]; then set timeout=1; fi
        menuentry 'UEFI Firmware Settings' $menuentry_id_option 'uefi-firmware' {
            fwsetup
        }

        """

    private static func entry(_ version: String, _ lines: String = "") -> String {
        "title Fedora (\(version))\nversion \(version)\nlinux /vmlinuz-\(version)\ninitrd /initramfs-\(version).img $tuned_initrd\n"
            + "grub_users $grub_users\n" + (lines.isEmpty ? "options root=UUID=1 ro quiet $tuned_params\n" : lines)
    }

    /// A /boot file system with kernels of these versions.
    private static func boot(_ files: [String: String], versions: [String]) -> BootVolume {
        var all = files
        for version in versions {
            all["/vmlinuz-\(version)"] = "k"
            all["/initramfs-\(version).img"] = "i"
        }
        return BootVolume(.partition(2), Tree(all, uuid: "aa-11"))
    }

    private static let versions = ["6.8.9-300.fc40", "6.8.10-300.fc40", "6.9.0~rc1-1.fc40"]
    private static let entries = Dictionary(
        uniqueKeysWithValues: versions.map { ("/loader/entries/abc-\($0).conf", entry($0)) })

    @Test("come with the highest version first, their variables replaced")
    func order() throws {
        let boot = Self.boot(Self.entries.merging(["/grub2/grub.cfg": Self.fedora]) { $1 }, versions: Self.versions)
        let menu = try Bench([boot]).menu()
        #expect(
            menu.titles == [
                "Fedora (6.9.0~rc1-1.fc40)", "Fedora (6.8.10-300.fc40)", "Fedora (6.8.9-300.fc40)",
                "UEFI Firmware Settings",
            ])
        #expect(menu.entries.map { String(decoding: $0.id ?? [], as: UTF8.self) }[1] == "abc-6.8.10-300.fc40")
        #expect(menu.defaultEntry == 0)
        #expect(
            menu.chosen
                == "/vmlinuz-6.9.0~rc1-1.fc40 root=UUID=1 ro quiet [/initramfs-6.9.0~rc1-1.fc40.img]")
        #expect(menu.entries[3].unusable == "it uses 'fwsetup'")
    }

    @Test("are chosen by the id that grubby saves, which begins with a digit")
    func saved() throws {
        let id = "8d62a0261d8147dc84eb89292ebc1666-6.8.9-300.fc40"
        let files = [
            "/grub2/grub.cfg": Self.fedora, "/grub2/grubenv": "# GRUB Environment Block\nsaved_entry=\(id)\n####",
            "/loader/entries/\(id).conf": Self.entry("6.8.9-300.fc40"),
            "/loader/entries/8d62a0261d8147dc84eb89292ebc1666-6.8.10-300.fc40.conf": Self.entry("6.8.10-300.fc40"),
        ]
        let menu = try Bench([Self.boot(files, versions: Self.versions)]).menu()
        #expect(menu.defaultEntry == 1)
        #expect(menu.entries[1].title == Array("Fedora (6.8.9-300.fc40)".utf8))
    }

    @Test(
        "take kernelopts from the environment block, from the configuration, or defaults without options",
        arguments: [
            ("options $kernelopts $tuned_params\n", "kernelopts=root=E ro\n", "root=E ro"),
            ("options $kernelopts\n", "", "root=/dev/xvda3 ro"),
            ("grub_class x\n", "default_kernelopts=root=D\n", "root=D"),
            ("options a=${kernelopts}b 'c d'\n", "kernelopts=X\n", "a=Xb \"c d\""),
        ])
    func options(lines: String, block: String, expected: String) throws {
        let files = [
            "/grub2/grub.cfg": Self.fedora, "/grub2/grubenv": "# GRUB Environment Block\n\(block)###",
            "/loader/entries/a-6.8.9-300.fc40.conf": Self.entry("6.8.9-300.fc40", lines),
        ]
        let menu = try Bench([Self.boot(files, versions: Self.versions)]).menu()
        #expect(menu.chosen == "/vmlinuz-6.8.9-300.fc40 \(expected) [/initramfs-6.8.9-300.fc40.img]")
    }

    @Test("are found below /boot, and early RAM disks beside the first")
    func fallback() throws {
        let files = [
            "/boot/grub2/grub.cfg": "early_initrd=ucode\nblscfg\n", "/boot/ucode": "u", "/boot/k": "k", "/boot/i": "i",
            "/boot/loader/entries/x.conf": "linux /boot/k\ninitrd /boot/i\n",
            "/boot/loader/entries/.y.conf": "linux /b\n",
            "/boot/loader/entries/z.conf.bak": "linux /b\n", "/boot/loader/entries/none.conf": "title x\n",
        ]
        let menu = try Bench(files).menu()
        #expect(menu.entries.map(\.shown) == ["/boot/k [/boot/ucode /boot/i]"])
        #expect(menu.titles == ["/boot/k"])
    }

    @Test("boot without any grub.cfg, with the default of the environment block")
    func standalone() throws {
        let id = "abc-6.8.9-300.fc40"
        let files = Self.entries.merging(["/grub2/grubenv": "# GRUB Environment Block\nsaved_entry=\(id)\n###"]) { $1 }
        let menu = try Bench([Self.boot(files, versions: Self.versions)]).menu()
        #expect(menu.source == BootMenu.Source(format: .bls, volume: 0, path: "/loader/entries"))
        #expect(menu.entries[menu.defaultEntry ?? 0].id == Array(id.utf8))
    }
}

@Suite("Entries by systemd-boot")
struct SystemdBootTests {
    private static func disk(_ files: [String: String], loader: String = "timeout 3\n") -> Bench {
        let names = ["a", "b", "c", "ia", "ib"].map { ("/\($0)", $0) }
        let all = files.merging(names) { $1 }.merging(["/loader/loader.conf": loader]) { $1 }
        return Bench([BootVolume(.partition(1), Tree(all, type: "vfat"))])
    }

    private static func entries(_ list: [String: String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: list.map { ("/loader/entries/\($0).conf", $1) })
    }

    @Test("join options and RAM disks")
    func plain() throws {
        let file = "title A\n# x\nlinux\t/a\ninitrd /ia\ninitrd  /ib\noptions root=A\noptions ro $x\narchitecture x64\n"
        let other = "linux /b\narchitecture aa64\n"
        let menu = try Self.disk(Self.entries(["one": file, "arm": other])).menu()
        #expect(menu.source.format == .systemdBoot)
        #expect(menu.titles == ["A"])
        #expect(menu.chosen == "/a root=A ro $x [/ia /ib]")
        #expect(menu.entries[0].id == Array("one".utf8))
    }

    @Test("come by sort key, machine and falling version, then those without by falling name")
    func order() throws {
        let list = [
            "z": "linux /a\n", "y": "linux /a\n", "k1": "linux /a\nsort-key m\nversion 9\n",
            "k2": "linux /a\nsort-key m\nversion 10\n", "k3": "linux /a\nsort-key a\nversion 1\n",
            "k4": "linux /a\nsort-key m\nversion 10~rc1\n", "k5": "linux /a\nsort-key m\nmachine-id 1\n",
        ]
        #expect(try Self.disk(Self.entries(list)).menu().titles == ["k3", "k2", "k4", "k1", "k5", "z", "y"])
    }

    // The list of the UAPI group's version format specification; two names with the same separator once were a trap.
    @Test("come by falling version, which may have any separators")
    func versions() throws {
        let rising = [
            "linux-6.1.0-40", "linux-6.1.0-41", "linux-6.12^1.a", "linux-6.12^1.b", "122.1", "123~rc1-1", "123",
            "123-a", "123-a.1", "123-1", "123-1.1", "123^post1", "123.a-1", "123.1-1", "123a-1", "124-1",
        ]
        let list = Dictionary(uniqueKeysWithValues: rising.map { ($0, "linux /a\n") })
        #expect(try Self.disk(Self.entries(list)).menu().titles == rising.reversed())
    }

    @Test(
        "boot what the pattern in loader.conf matches first",
        arguments: [
            ("", "z"), ("default y.conf\n", "y"), ("default y\n", "y"), ("default X-*\n", "x-1"),
            ("default none\n", "z"),
            ("default ?\n", "z"), ("default [a-y]\n", "y"), ("default @saved\n", "z"), ("default *1*\n", "x-1"),
        ])
    func defaults(loader: String, expected: String) throws {
        let list = Self.entries(["z": "linux /a\n", "y": "linux /a\n", "x-1": "linux /a\n"])
        let menu = try Self.disk(list, loader: loader).menu()
        #expect(menu.titles[menu.defaultEntry ?? 0] == expected)
    }

    @Test("that may not be tried any more come last, and the counter is no part of the id")
    func counting() throws {
        let list = Self.entries(["b+0-3": "linux /b\n", "a+2-1": "linux /a\n", "c+x": "linux /c\n"])
        let menu = try Self.disk(list, loader: "").menu()
        #expect(menu.titles == ["c+x", "a", "b"])
        #expect(try menu.entry("a").shown == "/a")
    }

    /// A PE executable with sections of these names and contents.
    static func image(_ sections: [(String, String)], count: Int? = nil) -> [UInt8] {
        var head = Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + [64, 0, 0, 0] + Array("PE\0\0".utf8)
        head += [0x64, 0x86, UInt8(count ?? sections.count), 0] + [UInt8](repeating: 0, count: 12) + [8, 0, 0, 0]
        head += [UInt8](repeating: 0, count: 8)
        var content: [UInt8] = []
        let start = head.count + sections.count * 40
        let little = { (number: Int) in (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        for (name, text) in sections {
            let padded = Array(name.utf8) + [UInt8](repeating: 0, count: 8 - name.utf8.count)
            head += padded + little(text.utf8.count) + little(0x1000) + little(text.utf8.count + 3)
            head += little(start + content.count) + [UInt8](repeating: 0, count: 16)
            content += Array(text.utf8) + [0, 0, 0]
        }
        return head + content
    }

    private static let release = "ID=debian\nVERSION_ID=\"13\"\nPRETTY_NAME=\"Debian 13\"\n"

    @Test("may be unified kernel images, whose sections are kernel, RAM disks and arguments")
    func unified() throws {
        let tree = Tree(["/loader/loader.conf": "default d*\n"], type: "vfat")
        let bytes = Self.image([
            (".osrel", Self.release), (".cmdline", "root=A ro \n"), (".ucode", "micro"), (".linux", "kernel!"),
            (".initrd", "initrd"), (".profile", "x"), (".cmdline", "other"),
        ])
        tree.add("/EFI/Linux/debian-6.12+3.efi", bytes)
        tree.add("/EFI/Linux/bad.EFI", Array("MZ".utf8))
        let menu = try Bench([BootVolume(.partition(1), tree)]).menu()
        let entry = try menu.entry(nil)
        #expect(entry.kind == .uki)
        #expect(entry.title == Array("Debian 13".utf8))
        #expect(entry.id == Array("debian-6.12".utf8))
        #expect(entry.arguments == Array("root=A ro".utf8))
        let parts = try ([entry.kernel].compactMap(\.self) + entry.initrds).map { file in
            let range = try #require(file.range)
            return String(decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
        }
        #expect(parts == ["kernel!", "micro", "initrd"])
        #expect(menu.entries.count { $0.unusable != nil } == 1)
    }

    @Test("may name an image, with options in place of the image's")
    func named() throws {
        let tree = Tree(
            ["/loader/entries/u.conf": "uki /u\noptions root=B\n", "/loader/entries/e.conf": "efi /shell.efi\n"],
            type: "vfat")
        tree.add("/u", Self.image([(".linux", "k"), (".cmdline", "root=A")]))
        tree.add("/shell.efi", Self.image([(".text", "k")]))
        let menu = try Bench([BootVolume(.partition(1), tree)]).menu()
        #expect(menu.chosen == "/u root=B")
        #expect(menu.entries.compactMap(\.unusable) == ["the image /shell.efi: it has no kernel section"])
    }

    @Test("are gathered from the system partition and the extended boot partition")
    func twoPartitions() throws {
        let system = Tree(
            ["/loader/loader.conf": "default b\n", "/loader/entries/a.conf": "linux /k\n", "/k": "k"], type: "vfat")
        let extended = Tree(["/loader/entries/b.conf": "linux /l\n", "/l": "l"], type: "vfat")
        let menu = try Bench([BootVolume(.partition(1), system), BootVolume(.partition(2), extended)]).menu()
        #expect(menu.titles == ["b", "a"])
        #expect(try menu.entry(nil).kernel == BootFile(volume: 1, path: Array("/l".utf8)))
    }
}
