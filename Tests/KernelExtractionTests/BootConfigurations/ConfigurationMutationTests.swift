import KernelExtraction
import Testing

/// Configurations with random damage: whatever comes of it, it comes soon and is a menu or an error.
@Suite("Damaged boot configurations")
struct ConfigurationMutationTests {
    /// A configuration and where it belongs.
    struct Seed: Sendable {
        var path: String
        var content: [UInt8]

        init(_ path: String, _ content: String) { self.init(path, Array(content.utf8)) }

        init(_ path: String, _ content: [UInt8]) {
            self.path = path
            self.content = content
        }
    }

    private static let script = """
        if [ -s $prefix/grubenv ]; then load_env; fi
        set default="${saved_entry}"; set fallback="1 2>0"
        function f { echo $1; shift; if [ x$1 = xy -o ! -f /a ]; then return 1; fi; }
        for i in a b "c d"; do f $i "$@"; done
        while [ x$n != x111 ]; do n=1$n; done
        search --no-floppy --fs-uuid --set=root --hint='hd0,gpt2' 11-22
        menuentry 'A' --class x $menuentry_id_option 'id-a' {
            linux16 ($root)/a root=UUID=1 ro $kernelopts "x y" # c
            initrd /ia /ib
        }
        submenu "S>T" { menuentry 'B' { linux (hd0,msdos1)/b; }
            configfile /other.cfg
        }
        source /other.cfg
        eval "set z=\\$a"; blscfg; loopback l /a; unset z; export n

        """

    static let seeds: [Seed] =
        [
            Seed("/boot/grub/grub.cfg", script),
            Seed(
                "/boot/grub/menu.lst",
                "default saved\nfallback 1\ntitle A\nroot (hd0,0)\nkernel /a x\\\ny\ninitrd /ia\n"
                    + "title B\nuuid 11-22\nkernel --type=linux (hd0,1)/xen.gz\nmodule /b r\nmodule /ib\n"),
            Seed(
                "/boot/extlinux/extlinux.conf",
                "DEFAULT b x\nAPPEND c\nMENU BEGIN m\nLABEL a\nMENU DEFAULT\nKERNEL /a\n"
                    + "APPEND initrd=/ia,/ib r\nMENU END\nINCLUDE /other.cfg\nLABEL b\nKERNEL mboot.c32\n"
                    + "APPEND /xen --- /b q --- /ib\nTEXT HELP\nx\nENDTEXT\nLABEL d\nCONFIG /other.cfg\n"),
            Seed(
                "/loader/entries/a-1.2-3.conf",
                "title A\nlinux /a\ninitrd /ia $x\noptions r ${kernelopts} q\nsort-key k\n"),
            Seed("/loader/loader.conf", "default [a-c]*x?\ntimeout 3\n"),
            Seed(
                "/boot/grub/grubenv", "# GRUB Environment Block\nsaved_entry=1>0\nnext_entry=2\nx=a\\\\b\\\nc\n#######"),
            Seed(
                "/etc/lilo.conf",
                "default=b\nroot=/dev/x\nappend=\"q\"\nimage=/a\nlabel=a\nimage=/b\nlabel=b\ninitrd=/ib\n"),
            Seed(
                "/EFI/Linux/u+3-1.efi",
                SystemdBootTests.image([(".cmdline", "r"), (".linux", "k"), (".osrel", "ID=x\n")])),
        ]
        + Corpora.files("pygrub").sorted { $0.key < $1.key }.map { name, content in
            Seed(name.hasSuffix("extlinux") ? "/boot/extlinux.conf" : "/boot/grub/grub.cfg", content)
        }

    @Test("give a menu or an error, and soon", arguments: 1...5)
    func damaged(round: Int) throws {
        var dice = Dice(UInt64(round))
        for seed in Self.seeds {
            for _ in 0..<10 {
                let tree = Tree(
                    Bench.kernels.merging(["/other.cfg": "menuentry O { linux /c }\nlabel o\nkernel /c\n"]) { $1 },
                    type: "vfat", uuid: "11-22")
                for other in Self.seeds.shuffled(using: &dice).prefix(2) where other.path != seed.path {
                    tree.add(other.path, other.content)
                }
                tree.add(seed.path, Self.damage(seed.content, &dice))
                let volumes = [BootVolume(.partition(1), tree)]
                let options = BootMenuOptions(honourNextEntry: Bool.random(using: &dice), lilo: true)
                guard let menu = try? BootMenuFinder(fileSystems: volumes, options: options).find() else { continue }
                let entry = try menu.entry(nil)
                #expect(entry.unusable == nil)
                #expect(entry.kernel != nil)
                #expect(!menu.listing(volumes).isEmpty && !menu.json(volumes).isEmpty)
            }
        }
    }

    private static let words = [
        "{", "}", "\"", "'", "\\", "$", "\n", ";", "#", "(", ")", ">", "if ", "fi\n", "menuentry ", "while true; do ",
        "done\n",
        "source /boot/grub/grub.cfg\n", "configfile $prefix/grub.cfg\n", "label ", "include /boot/extlinux.conf\n",
        "menu begin\n",
        "title ", "/", "..", "+", "-", "~", "999999999999999999999", "0x", "[", "*", "\0", "\u{fffd}", "---",
        "default ",
        "set x=$x$x$x\n", "a=b ", "$@", "blscfg\n", "hd0,", "lvm/", "search -f /", "shift 9\n", "break 99\n", "\\x20",
    ]

    /// The content with some bytes changed, dropped, doubled or put in.
    private static func damage(_ content: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = content
        for _ in 0..<Int.random(in: 1...8, using: &dice) {
            let start = Int.random(in: 0...bytes.count, using: &dice)
            let end = min(bytes.count, start + Int.random(in: 0...40, using: &dice))
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: if start < bytes.count { bytes[start] = UInt8.random(in: 0...255, using: &dice) }
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &dice))
            case 3: bytes.removeSubrange(start...)
            case 4: if start < bytes.count { bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &dice) }
            default: bytes.insert(contentsOf: Array((words.randomElement(using: &dice) ?? "").utf8), at: start)
            }
        }
        return bytes
    }

    private static let costs = [
        Seed("/boot/grub/grub.cfg", String(repeating: "if true; then ", count: 70_000)),
        Seed("/boot/grub/grub.cfg", String(repeating: "{", count: 1_000_000)),
        Seed("/boot/grub/grub.cfg", String(repeating: "a ", count: 500_000)),
        Seed("/boot/grub/grub.cfg", "x=1\n" + String(repeating: "x=$x$x\n", count: 100_000)),
        Seed(
            "/boot/grub/grub.cfg",
            "for a in 1 2 3 4 5 6 7 8 9; do\n" + String(repeating: "source /boot/grub/grub.cfg\n", count: 30_000)
                + "done\n"),
        Seed(
            "/boot/grub/grub.cfg",
            String(repeating: "menuentry a { configfile /boot/grub/grub.cfg; }\n", count: 20_000)),
        Seed("/boot/grub/grub.cfg", String(repeating: "}\n'\n", count: 200_000)),
        Seed("/boot/grub/menu.lst", String(repeating: "title a\nkernel /a\n", count: 50_000)),
        Seed("/boot/grub/menu.lst", String(repeating: "title a\nroot (hd9,9)\n", count: 40_000)),
        Seed(
            "/extlinux.conf",
            "append " + String(repeating: "a", count: 900_000) + "\n"
                + String(repeating: "label a\nkernel /a\n", count: 5_000)),
        Seed("/extlinux.conf", "label a\nkernel /a\nappend initrd=" + String(repeating: "/ia,", count: 200_000)),
        Seed("/extlinux.conf", String(repeating: "menu begin\n", count: 80_000)),
        Seed("/extlinux.conf", String(repeating: "include extlinux.conf\n", count: 40_000)),
        Seed("/loader/entries/a.conf", "linux /a\n" + String(repeating: "initrd /ia\n", count: 6_000)),
        Seed("/loader/loader.conf", "default " + String(repeating: "*a", count: 30_000)),
    ]

    // By number, because Swift Testing takes long to describe a megabyte.
    @Test("that are made to cost much end within their budget", arguments: costs.indices)
    func costly(number: Int) throws {
        let seed = Self.costs[number]
        let tree = Tree(Bench.kernels, type: "vfat")
        tree.add(seed.path, seed.content)
        tree.add("/loader/entries/" + String(repeating: "a", count: 200) + ".conf", Array("linux /a\n".utf8))
        let clock = ContinuousClock()
        let time = clock.measure { _ = try? BootMenuFinder(fileSystems: [BootVolume(.disk, tree)]).find() }
        // A bound for a debug build on a busy machine; most take a few milliseconds.
        #expect(time < .seconds(60))
    }
}
