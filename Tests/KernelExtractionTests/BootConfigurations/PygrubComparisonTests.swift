import KernelExtraction
import Testing

/// The table of inputs that pygrub 4.17 gets wrong, with what it does beside what we do.
@Suite("What pygrub gets wrong")
struct PygrubComparisonTests {
    /// An input, pygrub 4.17's result as it was observed, and ours.
    struct Row: Sendable {
        var name: String
        var script: String
        var pygrub: String
        var ours: String
    }

    private static func one(_ lines: String) -> String { "menuentry 'A' {\n\(lines)\n}\n" }
    private static let three = """
        menuentry 'A' --id aa {
        linux /a
        }
        submenu 'S' {
        menuentry 'B' --id bb {
        linux /b
        }
        }
        menuentry 'C' --id cc {
        linux /c
        }

        """
    private static let nothing = "RuntimeError: Unable to find partition containing kernel"

    static let rows = [
        Row(name: "linux16", script: one("linux16 /a x\ninitrd16 /ia"), pygrub: "/a x [/ia]", ours: "/a x [/ia]"),
        Row(name: "linuxefi", script: one("linuxefi /a x\ninitrdefi /ia"), pygrub: nothing, ours: "/a x [/ia]"),
        Row(
            name: "multiboot goes to the entry after it",
            script: "menuentry 'X' {\nmultiboot /b\nmodule /a\n}\n" + one("linux /a"), pygrub: nothing, ours: "/a"),
        Row(name: "an entry on one line", script: "menuentry 'A' { linux /a x; }\n", pygrub: nothing, ours: "/a x"),
        Row(name: "no space before the brace", script: "menuentry 'A'{\nlinux /a\n}\n", pygrub: nothing, ours: "/a"),
        Row(name: "($root)", script: one("linux ($root)/a x"), pygrub: nothing, ours: "/a x"),
        Row(
            name: "two equals signs in set",
            script: "set kernelopts=\"root=UUID=1 ro\"\n" + one("linux /a $kernelopts"),
            pygrub: "ValueError: too many values to unpack", ours: "/a root=UUID=1 ro"),
        Row(name: "default by title", script: "set default=\"C\"\n" + three, pygrub: "/a", ours: "/c"),
        Row(name: "default by id", script: "set default=\"cc\"\n" + three, pygrub: "/a", ours: "/c"),
        Row(name: "default 1>0", script: "set default=\"1>0\"\n" + three, pygrub: "/a", ours: "/b"),
        Row(name: "default S>B", script: "set default=\"S>B\"\n" + three, pygrub: "/a", ours: "/b"),
        Row(name: "default 2", script: "set default=2\n" + three, pygrub: "/c", ours: "/c"),
        Row(name: "default 1 is a submenu", script: "set default=1\n" + three, pygrub: "/b", ours: "/b"),
        Row(
            name: "two RAM disks", script: one("linux /a\ninitrd /ia /ib"), pygrub: "Error opening /ia /ib in guest",
            ours: "/a [/ia /ib]"),
        Row(
            name: "tabs", script: one("linux\t/a\troot=A\tro"),
            pygrub: "Error opening /a<TAB>root=A<TAB>ro in guest", ours: "/a root=A ro"),
        Row(
            name: "if", script: one("if true; then\nlinux /a\nelse\nlinux /b\nfi"), pygrub: "/b", ours: "/a"),
        Row(name: "a comment", script: one("linux /a root=A # c"), pygrub: "/a root=A # c", ours: "/a root=A"),
        Row(name: "a continuation", script: one("linux /a b \\\nc"), pygrub: "/a b \\", ours: "/a b c"),
        Row(
            name: "a variable in the path", script: "k=a\n" + one("linux /$k"), pygrub: "Error opening /$k", ours: "/a"),
        Row(name: "two slashes", script: one("linux //a"), pygrub: "Error opening //a in guest", ours: "//a"),
        Row(
            name: "Rancher's dialect", script: "search.fs_label K3OS root\n" + one("linux /a\ninitrd /ia"),
            pygrub: "/a [/ia]", ours: "/a [/ia]"),
    ]

    @Test("boots here", arguments: rows)
    func row(row: Row) throws {
        #expect(try Bench(grub: row.script).menu().chosen == row.ours, "pygrub: \(row.pygrub)")
    }

    @Test("in legacy menus boots here: the kernel of an entry for Xen is its first module")
    func legacyXen() throws {
        let menu = "title X\nroot (hd0,0)\nkernel /f dom0_mem=1G\nmodule /a root=A ro\nmodule /ia\n"
        let bench = Bench(Bench.kernels.merging(["/boot/grub/menu.lst": menu]) { $1 })
        #expect(try bench.menu().chosen == "/a root=A ro [/ia]")
    }
}
