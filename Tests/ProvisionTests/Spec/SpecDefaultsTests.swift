import Distros
import FoundationEssentials
import Model
import Provision
import TestSupport
import Testing

@Suite("A spec of which nothing but name, place and address was said")
struct SpecDefaultsTests {
    @Test("has the documented defaults")
    func defaults() throws {
        var bench = try GuestBench()
        bench.values.clear(Settings.dist)
        let spec = try bench.spec()
        #expect(spec.hardware.memory == ByteSize(mebibytes: 512))
        #expect(spec.hardware.vcpus == 1)
        #expect(spec.hardware.maximumMemory == nil)
        #expect(spec.installation.method.name == "mmdebstrap")
        #expect(spec.installation.distribution == "trixie")
        #expect(spec.installation.architecture == "amd64")
        #expect(spec.installation.roles == nil)
        #expect(spec.storage.layout == .partitions)
        #expect(spec.storage.sparse)
        #expect(spec.boot.type == .pv)
        #expect(spec.boot.way == .guestKernel(bootloader: "xen-extract-kernel"))
        #expect(spec.boot.configuration == "/etc/xen/web1.cfg")
        #expect(spec.access.rootPassword == .generated(length: 23, writeTo: nil))
        #expect(spec.access.hostKeyKinds == [.ed25519, .ecdsa])
        #expect(spec.access.scheme == nil)
        #expect(spec.system.locale == "C.UTF-8")
        #expect(spec.system.timezone == "Europe/Berlin")
        #expect(spec.renderer == nil)
        #expect(spec.listInHosts)
        #expect(!spec.copyHosts)
        #expect(SpecWarnings(spec: spec, facts: bench.facts).texts == [])
    }

    @Test("follows from the host's facts alone, and those survive JSON with the same text")
    func reproducible() throws {
        let (first, second) = (try GuestBench(), try GuestBench())
        let spec = try first.spec()
        #expect(try second.spec() == spec)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let once = try encoder.encode(first.facts)
        let again = try encoder.encode(JSONDecoder().decode(HostFacts.self, from: once))
        #expect(once == again)
        #expect(try JSONDecoder().decode(GuestSpec.self, from: encoder.encode(spec)) == spec)
    }

    @Test("facts of which a file says little are those of a host where little is")
    func sparseFacts() throws {
        let facts = try JSONDecoder().decode(HostFacts.self, from: Data(#"{"bridges": ["xenbr0"]}"#.utf8))
        var expected = HostFacts()
        expected.bridges = ["xenbr0"]
        #expect(facts == expected)
    }

    @Test("warns about what works but surprises")
    func warnings() throws {
        var bench = try GuestBench()
        bench.facts.nameservers = ["127.0.0.53"]
        bench.facts.archives = [
            HostArchive(family: .debian, mirror: "http://mirror.example.org/d", securityMirror: nil)
        ]
        bench.set(Settings.genpass, "no")
        bench.set(Settings.allowExpiredRelease, "yes")
        let texts = SpecWarnings(spec: try bench.spec(), facts: bench.facts).texts
        #expect(texts.count == 4)
        for word in ["--allow-expired-release", "--security-mirror", "--nameserver", "nobody can log in"] {
            #expect(texts.contains { $0.contains(word) }, "\(word)")
        }
    }
}

@Suite("Layers of settings")
struct SettingLayersTests {
    @Test("later layers replace earlier ones, lists as a whole")
    func precedence() throws {
        var values = SettingValues()
        #expect(values.text(Settings.memory) == "512M")
        #expect(!values.isGiven(Settings.memory))
        #expect(values.source(of: Settings.memory) == "the default of --memory")
        values.set(Settings.memory, ["1G"], .file(path: "/a.conf", line: 3))
        #expect(values.source(of: Settings.memory) == "/a.conf:3")
        values.set(Settings.memory, ["2G"], .commandLine)
        #expect(values.text(Settings.memory) == "2G")
        #expect(values.source(of: Settings.memory) == "--memory")
        values.set(Settings.ip, ["192.0.2.1", "192.0.2.2"], .file(path: "/a.conf", line: 4))
        values.set(Settings.ip, ["192.0.2.3"], .commandLine)
        #expect(values[list: Settings.ip].map(\.text) == ["192.0.2.3"])
        values.clear(Settings.memory)
        #expect(values.text(Settings.memory) == "512M")
    }

    @Test("a flag is on by any word but those that say no", arguments: ["1", "yes", "on", "true"])
    func flagOn(word: String) {
        var values = SettingValues()
        values.set(Settings.dhcp, [word], .commandLine)
        #expect(values.isOn(Settings.dhcp))
    }

    @Test("a flag is off by a word that says no", arguments: ["", "0", "no", "off", "false", "No"])
    func flagOff(word: String) {
        var values = SettingValues()
        values.set(Settings.genpass, [word], .commandLine)
        #expect(!values.isOn(Settings.genpass))
    }

    @Test("every row is found by all of its names, with hyphen or underscore")
    func names() {
        for setting in Settings.all {
            for name in [setting.name] + setting.aliases {
                #expect(Settings.named(name) == setting)
                #expect(Settings.named(name.replacingUnderscores) == setting)
            }
        }
        #expect(Settings.named("genpass_len") == Settings.genpassLength)
        #expect(Settings.named("colour") == nil)
    }

    @Test("a choice's default is one of its words")
    func choices() {
        for setting in Settings.all {
            guard case .choice(let words) = setting.kind, let fallback = setting.fallback else { continue }
            #expect(words.contains(fallback), "\(setting.name)")
        }
    }
}
