import Model
import Provision
import TestSupport
import Testing

@Suite("The domain configuration")
struct ConfigurationWriterTests {
    private func configuration(_ change: (inout GuestBench) -> Void) throws -> XLConfig {
        var bench = try GuestBench()
        change(&bench)
        return try ConfigurationWriter(spec: bench.spec()).configuration()
    }

    @Test(
        "of every type and way of booting reads back the same, by us and by Xen's own parser",
        arguments: ["pv", "pvh", "hvm"], ["guest-kernel", "copied-kernel", "dom0-kernel", "grub"])
    func types(type: String, way: String) throws {
        if type == "hvm", ["guest-kernel", "grub"].contains(way) { return }
        let config = try configuration {
            $0.set(Settings.type, type)
            $0.set(Settings.bootBy, way)
            $0.set(Settings.kernel, "/boot/vmlinuz-dom0")
            $0.set(Settings.kernelArguments, "quiet \"x\" 'y'")
            $0.set(Settings.maxmem, "1G")
            $0.set(Settings.cpus, "0-3,^1")
            $0.set(Settings.cpuWeight, "300")
        }
        let text = try config.text(header: ["a header"])
        #expect(try XLConfig(parsing: text, file: "text") == config)
        let oracle = try #require(XLUOracle(parsing: text))
        for key in config.keys { #expect(oracle.value(key) == config[key], "\(key)") }
        for disk in config["disk"]?.texts ?? [] { #expect(oracle.disk(disk) != nil, "\(disk)") }
        #expect(config.string("type") == type)
        #expect((config.bootloader != nil) == (way == "guest-kernel"))
        #expect((config.kernel != nil) == (way != "guest-kernel"))
        let isDirect = ["copied-kernel", "dom0-kernel"].contains(way)
        #expect(config.extra?.hasPrefix("root=UUID=") ?? false == isDirect)
        #expect(config.extra?.hasSuffix("quiet \"x\" 'y'") ?? false == isDirect)
    }

    @Test("names the root's disk first, for boot loaders look there")
    func disks() throws {
        let disks = try configuration { _ in }.disks()
        #expect(disks.map(\.vdev) == ["xvda2", "xvda1"])
        let whole = try configuration { $0.set(Settings.layout, "disk") }.disks()
        #expect(whole.map(\.vdev) == ["xvda", "xvdb"])
    }

    @Test("takes further keys, which win over ours")
    func set() throws {
        let config = try configuration {
            $0.set(
                Settings.set, "localtime=1", "maxvcpus=4", "on_crash=coredump", "device_model_args=['-a','b']",
                "pae=say \"hi\"", "empty=")
        }
        #expect(config["localtime"] == .integer(1))
        #expect(config["maxvcpus"] == .integer(4))
        #expect(config.onCrash == "coredump")
        #expect(config["device_model_args"] == .strings(["-a", "b"]))
        #expect(config.string("pae") == "say \"hi\"")
        #expect(config.string("empty") == "")
    }

    @Test("refuses further keys that xl could not read", arguments: ["Localtime=1", "list=[1", "quote='x"])
    func wrong(text: String) throws {
        let error = try #require(throws: ProvisionError.self) { try configuration { $0.set(Settings.set, text) } }
        #expect(error.code == .usage)
        #expect(error.message.contains(text))
    }
}
