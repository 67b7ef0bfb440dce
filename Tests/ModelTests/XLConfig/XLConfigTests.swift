import FoundationEssentials
import Model
import Testing

@Suite("A domain configuration")
struct XLConfigTests {
    @Test("what xen-tools wrote for LVM with two addresses is understood")
    func lvm() throws {
        let config = try XLConfig(parsing: XLFixtures.text("lvm-pygrub-two-addresses"), file: "foo.cfg")
        #expect(config.name == "lvm-pygrub-two-addresses")
        #expect(config.bootloader == "pygrub")
        #expect(try config.type() == .pv)
        #expect(try config.memory() == ByteSize(gibibytes: 1))
        #expect(try config.vcpus() == 2)
        #expect(try config.maxmem() == nil)
        #expect(
            try config.disks() == [
                XLDisk(target: "/dev/vg0/foo-disk", vdev: "xvda2"), XLDisk(target: "/dev/vg0/foo-swap", vdev: "xvda1"),
            ])
        let vif = try #require(config.vifs().first)
        #expect(vif.addresses == ["192.0.2.2", "192.0.2.3"])
        #expect(vif.mac?.description == "00:16:3e:fd:db:fb")
        #expect(vif.vifname == "foo0")
        #expect(vif.bridge == "br0")
    }

    @Test("the kernel command line is put together as xl does")
    func commandLine() throws {
        var config = try XLConfig(parsing: XLFixtures.text("file-dhcp"), file: "foo.cfg")
        #expect(config.commandLine == "root=/dev/xvda2 ro elevator=noop")
        config.extra = nil
        #expect(config.commandLine == "root=/dev/xvda2 ro")
        config.cmdline = "root=LABEL=x"
        #expect(config.commandLine == "root=LABEL=x")
        #expect(XLConfig().commandLine == nil)
    }

    @Test("a written file has a comment, a stable order, and one assignment a line")
    func written() throws {
        var config = XLConfig()
        try config.set("xen_shell", "alice")
        try config.set("acpi", .integer(1))
        config.onCrash = "restart"
        try config.setVifs([XLVif(mac: MACAddress("00:16:3e:00:00:01"), bridge: "br0")])
        try config.setDisks([
            XLDisk(target: "/dev/vg0/a", vdev: "xvda1"),
            XLDisk(target: "/srv/b", format: .qcow2, vdev: "xvdb", access: .readOnly),
        ])
        config.setMemory(ByteSize(mebibytes: 512))
        config.extra = "it's"
        config.setType(.pvh)
        config.name = "web1"
        let text = """
            # web1, by a test

            name = 'web1'
            type = 'pvh'
            memory = 512
            extra = "it's"
            disk = [
                'format=raw,vdev=xvda1,access=rw,target=/dev/vg0/a',
                'format=qcow2,vdev=xvdb,access=ro,target=/srv/b',
            ]
            vif = ['mac=00:16:3e:00:00:01,bridge=br0']
            on_crash = 'restart'
            acpi = 1
            xen_shell = 'alice'

            """
        #expect(try config.text(header: ["web1, by a test"]) == text)
    }

    @Test("a fragment's keys replace or add, and the drift names exactly them")
    func merging() throws {
        let base = try XLConfig(parsing: "name = 'a'\nmemory = '512'\nvcpus = 2\n", file: "base")
        let fragment = try XLConfig(parsing: "memory = 1024\ncpu_weight = 512\n", file: "fragment")
        let merged = base.merging(fragment: fragment)
        #expect(merged.keys == ["name", "memory", "vcpus", "cpu_weight"])
        #expect(try merged.memory() == ByteSize(gibibytes: 1))
        #expect(merged.keysDiffering(from: base) == ["memory", "cpu_weight"])
        #expect(base.keysDiffering(from: merged) == ["memory", "cpu_weight"])
        let relaid = try XLConfig(parsing: "vcpus='2' ; memory=512\n# new\nname=\"a\"", file: "edited")
        #expect(relaid.keysDiffering(from: base).isEmpty)
    }

    @Test("a NUL and a bad key are refused")
    func refusals() throws {
        var config = XLConfig()
        config.extra = "a\0b"
        #expect(refusal { _ = try config.text() }?.code == .badInput)
        for key in ["", "Name", "1a", "a-b", "a b", "ä"] {
            #expect(refusal { try config.set(key, "x") }?.code == .usage, "\(key)")
        }
    }

    @Test(
        "a mistake is reported with file and line",
        arguments: [
            ("name = 'a'\nmemory 12\n", "x.cfg:2: '=' is missing behind 'memory'"),
            ("\n\nname = web1\n", "x.cfg:3: the value 'web1' stands without quotes"),
            ("# c\nname = 'web1\n", "x.cfg:2: the string has no closing quote"),
            ("disk = [\n  'a',\n  'b'\n  'c',\n]\n", "x.cfg:4: the list that starts in line 1 lacks a ',' or ']'"),
            ("a = 1 b = 2\n", "x.cfg:1: something follows the value of 'a'"),
            ("a = 1\nb = [ 2,\n", "x.cfg:3: a value is missing"),
            ("a = 'x\\x41'\n", "x.cfg:1: xl does not carry out numeric escapes in strings"),
            ("a = 1\r\n", "x.cfg:1: carriage return outside a string"),
            ("a = 1\n# end", "x.cfg:2: the comment has no end of line"),
            ("a = 1\na += [ 'x' ]\n", "x.cfg:2: 'a' has a list and a string joined by '+='"),
            ("a = -1\n", "x.cfg:1: stray '-'"),
            ("import os\n", "x.cfg:1: '=' is missing behind 'import'"),
            (String(repeating: "[", count: 100) + "\n", "x.cfg:1: this is not an assignment"),
            ("a = " + String(repeating: "[", count: 100_000) + "\n", "x.cfg:1: lists are nested too deeply"),
        ])
    func mistakes(text: String, message: String) {
        let error = refusal { _ = try XLConfig(parsing: text, file: "x.cfg") }
        #expect(error?.code == .badInput)
        #expect(error?.message == message)
    }

    @Test("a configuration survives JSON, lists within lists too", arguments: XLFixtures.names)
    func json(name: String) throws {
        let config = try XLConfig(parsing: XLFixtures.text(name), file: name)
        let data = try JSONEncoder().encode(config)
        #expect(try JSONDecoder().decode(XLConfig.self, from: data) == config)
    }

    @Test("numbers are read as strtol reads them")
    func numbers() {
        let cases: [(XLValue, Int?)] = [
            ("12", 12), ("0x1F", 31), ("010", 8), ("08", nil), ("-4", -4), (" 7", 7), ("7 ", nil), ("", nil),
            ("0x", nil), ("12abc", nil), ("+-3", nil), ("9223372036854775808", nil), (.list([]), nil), ("0", 0),
        ]
        for (value, number) in cases { #expect(value.integer == number, "\(value)") }
    }

    @Test("a number or type that xl refuses is an error that names the key")
    func badNumbers() throws {
        let config = try XLConfig(parsing: "memory = 'lots'\nvcpus = [ ]\ntype = 'xen'\ndisk = 'a'\n", file: "x")
        let checks: [() throws -> Void] = [
            { _ = try config.memory() },
            { _ = try config.vcpus() },
            { _ = try config.type() },
            { _ = try config.disks() },
        ]
        for check in checks { #expect(refusal(check)?.code == .badInput) }
        let old = try XLConfig(parsing: "builder = 'hvm'\n", file: "x")
        #expect(try old.type() == .hvm)
    }

    @Test("boot loader arguments are a list, also when written as one string")
    func bootloaderArguments() throws {
        var config = try XLConfig(parsing: XLFixtures.text("hand-edited"), file: "x")
        #expect(config.bootloaderArguments == ["--kernel=/vmlinuz", "--offset=0"])
        config.bootloaderArguments = ["--args=a b"]
        #expect(config["bootloader_args"] == .list(["--args=a b"]))
    }
}
