import KernelExtraction
import Testing

@Suite("GRUB 2 scripts")
struct GrubScriptTests {
    /// What a script's first entry boots after these lines ran before it.
    private func boot(_ lines: String, _ kernel: String = "linux /a $x") throws -> String? {
        try Bench(grub: "\(lines)\nmenuentry A {\n\(kernel)\n}\n").menu().chosen
    }

    @Test(
        "replace variables as GRUB does",
        arguments: [
            ("set x=1", "linux /a $x", "/a 1"),
            ("x=1", "linux /a ${x}2", "/a 12"),
            ("set x='a  b'", "linux /a $x c", "/a a b c"),
            ("set x='a  b'", "linux /a \"$x\" c", "/a \"a  b\" c"),
            ("set x=1", "linux /a '$x' \\$x", "/a $x $x"),
            ("", "linux /a $none x \"$none\" y", "/a x  y"),
            ("set k=/a; set o='root=A ro'", "linux $k $o", "/a root=A ro"),
            ("set x=\"a\\\"b\\$c\\d\"", "linux /a \"$x\"", "/a a\\\"b$c\\\\d"),
            ("set x=1; unset x", "linux /a [$x]", "/a []"),
            ("", "linux /a root=A # c", "/a root=A"),
            ("", "linux /a a#b", "/a a#b"),
            ("", "linux /a b \\\n c", "/a b c"),
            ("", "linux\t/a\troot=A\tro", "/a root=A ro"),
            ("", "linux /a; initrd /ia /ib", "/a [/ia /ib]"),
            ("", "linux /b x; initrd /ib; linux /a", "/a"),
            ("", "linux16 /a; initrd16 /ia", "/a [/ia]"),
            ("", "linuxefi /a; initrdefi /ia", "/a [/ia]"),
            ("", "linux (hd0,msdos1)/a y", "/a y"),
            ("", "linux ($root)/a y", "/a y"),
            ("", "linux //a", "//a"),
            ("set x=\"root=A B\"", "linux /a \"$x\"", "/a \"root=A B\""),
            ("", "linux /a dyndbg=\\\"x\\\"", "/a dyndbg=\\\"x\\\""),
            ("", "linux /a 'a\\x20b'", "/a a\\x20b"),
            ("set kernelopts=\"root=UUID=1 ro\"", "linux /a $kernelopts", "/a root=UUID=1 ro"),
            ("", "linux /a $\"hello\"", "/a hello"),
        ])
    func words(lines: String, kernel: String, expected: String) throws {
        #expect(try boot(lines, kernel) == expected)
    }

    @Test(
        "follow their control flow",
        arguments: [
            ("if true; then x=1; else x=2; fi", "/a 1"),
            ("if false; then x=1; elif true; then x=3; else x=2; fi", "/a 3"),
            ("if ! true; then x=1; else x=2; fi", "/a 2"),
            ("for i in 1 2 3; do x=$x$i; done", "/a 123"),
            ("for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; x=$x$i; done", "/a 13"),
            ("for i in 1 2 3; do if [ $i = 2 ]; then break; fi; x=$x$i; done", "/a 1"),
            ("for i in 1 2; do for j in a b; do x=$x$i$j; break 2; done; done", "/a 1a"),
            ("while [ x$x != x111 ]; do x=1$x; done", "/a 111"),
            ("until [ x$x = x11 ]; do x=1$x; done", "/a 11"),
            ("function f {\nset x=$2-$1-$#\n}\nf one two", "/a two-one-2"),
            ("function f {\nset x=1\nreturn 1\nset x=2\n}\nif f; then x=3; fi", "/a 1"),
            ("function f {\nfor i in \"$@\"; do x=\"$x<$i>\"; done\n}\nf 'a b' c", "/a <a b><c>"),
            ("function f {\nshift\nset x=$1\n}\nf a b", "/a b"),
            ("false; x=$?", "/a 1"),
            ("eval \"set x=$none'7'\"", "/a 7"),
            ("x=1; & oops\nx=2", "/a 2"),
            ("increment x; increment x", "/a 2"),
        ])
    func flow(lines: String, expected: String) throws {
        #expect(try boot(lines) == expected)
    }

    @Test(
        "test as GRUB does",
        arguments: [
            ("a = a", true), ("a == b", false), ("a != b", true), ("-n \"\"", false), ("-z \"\"", true),
            ("\"\"", false),
            ("x", true), ("! x", false), ("-f /a", true), ("-f /", false), ("-d /boot", true), ("-d /a", false),
            ("-e /boot", true), ("-e /none", false), ("-s /a", true), ("-s /empty", false), ("-f /empty", true),
            ("-f (hd0,1)/a", true), ("-f /link", true), ("2 -lt 11", true), ("2 -ge 11", false), ("2 '<' 11", false),
            ("v-2 -plt v-11", true), ("v-2 -pgt v-11", false), ("x -a \"\"", false), ("x -o \"\"", true),
            ("\"\" -a x -o y", true), ("\"\" -o x -a \"\"", false), ("! '(' x -a y ')'", false),
            ("-z \"${none}\" -a -f $prefix/grub.cfg", true), ("\"${none}\" = 1", false),
            ("-n \"$feature_200_final\"", true),
            ("x$grub_platform = xxen", true), ("", true),
        ])
    func test(expression: String, holds: Bool) throws {
        let script = "if [ \(expression) ]; then x=1; else x=0; fi\nmenuentry A {\nlinux /a $x\n}\n"
        let bench = Bench(grub: script, adding: ["/empty": "", "/link": "-> a"])
        #expect(try bench.menu().chosen == "/a \(holds ? 1 : 0)")
    }

    @Test("go on after a syntax error, with a warning that has the line")
    func syntaxErrors() throws {
        let menu = try Bench(grub: "set a=1\necho a && echo b\n}\nmenuentry A {\nlinux /a $a\n}\n").menu()
        #expect(menu.chosen == "/a 1")
        #expect(
            menu.warnings == [
                "/boot/grub/grub.cfg: syntax error at '&' in line 2", "/boot/grub/grub.cfg: syntax error in line 3",
            ])
    }

    @Test("say which commands they do not know, and that those fail")
    func unknown() throws {
        let menu = try Bench(grub: "if hwmatch /x 3; then a=1; else a=2; fi\nmenuentry A {\nlinux /a $a\n}\n").menu()
        #expect(menu.chosen == "/a 2")
        #expect(menu.warnings == ["the script's command 'hwmatch' is not known"])
    }

    @Test(
        "that do not end are stopped",
        arguments: [
            "while true; do true; done", "function f {\nf\n}\nf", "source /boot/grub/grub.cfg",
            "for a in 1 2 3 4 5 6 7 8 9 0; do for b in $a; do x=$x$x$x$x$x$x$x$x$x1; done; done",
            "while true; do menuentry A {\nlinux /a\n}\ndone",
            "configfile /boot/grub/grub.cfg", "while true; do search --file /none; done",
        ])
    func endless(script: String) {
        #expect(throws: ExtractionError.self) { try Bench(grub: script).menu() }
    }

    @Test("whose entry does not end lose that entry only")
    func endlessEntry() throws {
        let script = "function f {\nf\n}\nmenuentry A {\nlinux /a\nf\n}\nmenuentry B {\nlinux /b\n}\n"
        let menu = try Bench(grub: script).menu()
        #expect(menu.chosen == "/b")
        #expect(menu.entries[0].unusable == "the script's functions call each other too deep")
    }

    @Test("keep bytes that are no UTF-8")
    func latin1() throws {
        let tree = Tree(["/a": "kernel"])
        tree.add(
            "/boot/grub/grub.cfg",
            Array("menuentry 'D".utf8) + [0xe9] + Array("' {\nx=".utf8) + [0xe8]
                + Array("\nlinux /a $x\n}\n".utf8))
        let menu = try Bench([BootVolume(.disk, tree)]).menu()
        #expect(menu.entries[0].title == [0x44, 0xe9])
        #expect(menu.entries[0].arguments == [0xe8])
        #expect(menu.listing([]).contains("title: D\\xe9\n"))
    }
}
