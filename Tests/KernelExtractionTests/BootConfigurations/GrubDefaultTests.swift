import KernelExtraction
import Testing

@Suite("The default entry of a GRUB 2 menu")
struct GrubDefaultTests {
    private static let menu = """
        menuentry 'A' --class x {
            linux /a
        }
        submenu 'S' --id s {
            menuentry 'B' --id b {
                linux /b
            }
            submenu 'T>U' {
                menuentry 'C' { linux /c }
            }
        }
        menuentry 'D' $menuentry_id_option 'dd' {
            linux /d
        }
        menuentry 'E' { chainloader +1; }

        """

    @Test(
        "is the one that GRUB would choose",
        arguments: [
            ("set default=0", "/a"), ("", "/a"), ("set default=2", "/d"), ("set default=D", "/d"),
            ("set default=dd", "/d"), ("set default=1", "/b"), ("set default='1>0'", "/b"),
            ("set default='1>1'", "/c"), ("set default='S>B'", "/b"), ("set default='s>b'", "/b"),
            ("set default='S>T>>U>C'", "/c"), ("set default='1>1>0'", "/c"), ("set default=B", "/a"),
            ("set default=99", "/a"), ("set default=none; set fallback=2", "/a"), ("set default=3", "/a"),
            ("set default=3; set fallback=2", "/d"), ("set default=3; set fallback='3 1'", "/b"),
            ("set default=3; set fallback=dd", "/d"), ("set default='s>none'", "/b"), ("set default=0x2", "/d"),
            ("set default=2; set timeout=-1", "/d"), ("set default=\"2 \"", "/d"),
        ])
    func chosen(lines: String, expected: String) throws {
        let setup = "set menuentry_id_option=--id; export menuentry_id_option\n"
        #expect(try Bench(grub: setup + lines + "\n" + Self.menu).menu().chosen == expected)
    }

    @Test("may be set after the entries, and within a submenu by the submenu")
    func late() throws {
        let nested = "submenu S {\nmenuentry X { linux /e }\nmenuentry Y { linux /f }\nset default=1\n}\n"
        #expect(try Bench(grub: Self.menu + nested + "set default=S").menu().chosen == "/b")
        #expect(try Bench(grub: nested + Self.menu + "set default=0").menu().chosen == "/f")
    }

    @Test("skips a kernel that is not there")
    func missing() throws {
        let menu = try Bench(grub: "menuentry A {\nlinux /none\n}\nmenuentry B {\nlinux /b\n}\n").menu()
        #expect(menu.chosen == "/b")
        #expect(menu.entries[0].unusable == "the kernel /none does not exist on the disk (ext4)")
        #expect(throws: ExtractionError.self) { try menu.entry("A") }
    }

    /// An environment block of GRUB's size.
    private func block(_ lines: String) -> String {
        let head = "# GRUB Environment Block\n\(lines)"
        return head + String(repeating: "#", count: 1024 - head.utf8.count)
    }

    private static let header = """
        if [ -s $prefix/grubenv ]; then
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
        if [ "${prev_saved_entry}" ]; then
          set saved_entry="${prev_saved_entry}"
          save_env saved_entry
          set prev_saved_entry=
          save_env prev_saved_entry
          set boot_once=true
        fi

        """

    @Test("is the saved one")
    func saved() throws {
        let bench = Bench(grub: Self.header + Self.menu, adding: ["/boot/grub/grubenv": block("saved_entry=S>B\n")])
        #expect(try bench.menu().chosen == "/b")
    }

    @Test("is not the one for the next boot only, unless that is wished")
    func next() throws {
        var bench = Bench(
            grub: Self.header + Self.menu, adding: ["/boot/grub/grubenv": block("saved_entry=S>B\nnext_entry=2\n")])
        let menu = try bench.menu()
        #expect(menu.chosen == "/b")
        #expect(menu.warnings.contains { $0.hasPrefix("the entry for the next boot only, '2', is ignored") })
        bench.options.honourNextEntry = true
        #expect(try bench.menu().chosen == "/d")
    }

    @Test("is the usual one where an old grub-reboot saved both")
    func previous() throws {
        let files = ["/boot/grub/grubenv": block("saved_entry=0\nprev_saved_entry=D\n")]
        #expect(try Bench(grub: Self.header + Self.menu, adding: files).menu().chosen == "/d")
    }

    @Test("in an environment block that is none is not taken")
    func noBlock() throws {
        let bench = Bench(grub: Self.header + Self.menu, adding: ["/boot/grub/grubenv": "saved_entry=D\n"])
        let menu = try bench.menu()
        #expect(menu.chosen == "/a")
        #expect(menu.warnings.contains { $0.hasSuffix("is no environment block of GRUB") })
    }

    @Test("values in an environment block may have escaped newlines and backslashes")
    func escapes() throws {
        let script = "load_env\nmenuentry A { linux /a \"$x\" }\n"
        let bench = Bench(grub: script, adding: ["/boot/grub/grubenv": block("x=a\\\\b\n# no\ny=1\n")])
        #expect(try bench.menu().chosen == "/a a\\\\b")
    }
}
