import Fleet
import Model
import Provision
import Testing

@Suite("A fleet file is refused")
struct RefusalTests {
    /// What stands in it, where it is wrong, and words of the refusal and its hint.
    static let cases: [(String, String, [String])] = [
        ("guest: {}\n", "1:1", ["'guest' is no key", "did you mean 'guests'?"]),
        ("guests:\n  a: {memroy: 1G}\n", "2:7", ["'memroy' is no key", "did you mean 'memory'?"]),
        ("defaults:\n  profles: [x]\n", "2:3", ["'profles'", "did you mean 'profiles'?"]),
        ("networks:\n  lan:\n    briidge: b\n", "3:5", ["'briidge'", "did you mean 'bridge'?"]),
        ("networks:\n  lan:\n    memory: 1G\n", "3:5", ["'memory' is no key of network 'lan'"]),
        ("guests:\n  a: {memory: [1G, 2G]}\n", "2:15", ["'memory' wants one value", "list"]),
        ("guests:\n  a: {memory: {x: 1}}\n", "2:15", ["'memory' must be one value", "a mapping"]),
        ("guests:\n  a: {memory: }\n", "2:15", ["'memory' has no value"]),
        ("guests:\n  a: {memory: lots}\n", "2:15", ["memory", "'lots' is not a size"]),
        ("guests:\n  a: {vcpus: two}\n", "2:14", ["'two' is not a whole number"]),
        ("guests:\n  a: {dhcp: maybe}\n", "2:13", ["'maybe' is neither yes nor no"]),
        ("guests:\n  a: {fs: ext5}\n", "2:11", ["'ext5' is no fs", "did you mean 'ext2'?"]),
        ("guests:\n  a: {ip: 192.0.2.300}\n", "2:11", ["'192.0.2.300' is not an IP address"]),
        ("guests:\n  a: {mac: '00:16'}\n", "2:12", ["not a MAC address"]),
        ("guests:\n  a: {hostname: b}\n", "2:7", ["its key below 'guests'"]),
        ("guests:\n  a: {dry-run: yes}\n", "2:7", ["belongs to a run", "--dry-run"]),
        ("guests:\n  a: {force: yes}\n", "2:7", ["belongs to a run"]),
        ("guests:\n  a: {memory+: 1G}\n", "2:7", ["nothing can be appended"]),
        ("guests:\n  a: {password: hunter2}\n", "2:17", ["holds no secrets", "{env: VARIABLE}"]),
        ("guests:\n  a: {password: {vault: x}}\n", "2:18", ["'vault' is no key", "the keys are env, file"]),
        ("guests:\n  a: {ram_disk: x, ramdisk: y}\n", "2:7", ["'ram_disk' is no key"]),
        ("guests:\n  a: {initrd: x, ramdisk: y}\n", "2:18", ["'ramdisk' is given before"]),
        ("guests: [a, b]\n", "1:9", ["'guests' must be a mapping", "a list"]),
        ("guests:\n  a: {}\n  A: {}\n", "3:3", ["the guest A is there already, at fleet.yaml:2:3"]),
        ("guests:\n  a1: {}\n  a[1-2]: {}\n", "3:3", ["the guest a1 is there already"]),
        ("guests:\n  a: {}\n  a: {}\n", "2:3", ["'a' is given twice"]),
        ("guests:\n  a: {}\nremoved: [a]\n", "3:11", ["a is to be removed, and is a guest at fleet.yaml:2:3"]),
        ("guests:\n  a_b: {}\n", "2:3", ["'a_b' is not a host name"]),
        (
            "guests:\n  a: {profiles: [wbe]}\nprofiles: {web: {}}\n", "2:18",
            ["no profile 'wbe'", "did you mean 'web'?"]
        ),
        ("guests:\n  a: {network: lam}\nnetworks: {lan: {}}\n", "2:16", ["no network 'lam'", "did you mean 'lan'?"]),
        ("hosts: {dom0a: {}}\nguests:\n  a: {host: dom0b}\n", "3:13", ["no host 'dom0b'", "did you mean 'dom0a'?"]),
        ("hosts: {x: {}, y: {}}\nguests:\n  a: {}\n", "3:3", ["says no host", "write 'host: x'"]),
        ("guests:\n  a: {ip: 192.0.2.5}\n  b: {ip: 192.0.2.5/24}\n", "3:11", ["192.0.2.5/24 belongs to a"]),
        ("guests:\n  a[1-2]: {ip: 192.0.2.5}\n", "2:16", ["belongs to a1", "a network with a pool"]),
        (
            "guests:\n  a: {ip: '2001:db8::1'}\n  b: {vif: ['bridge=x,ip=192.0.2.1+2001:db8:0::1']}\n", "3:13",
            ["2001:db8:0::1 belongs to a"]
        ),
        (
            "guests:\n  a: {mac: '00:16:3e:00:00:01'}\n  b: {mac: '00-16-3E-00-00-01'}\n", "3:12",
            ["MAC address 00-16-3E-00-00-01 belongs to a"]
        ),
        (
            "profiles:\n  a: {profiles: [b]}\n  b: {profiles: [c]}\n  c: {profiles: [a]}\n", "4:18",
            ["a → b → c → a"]
        ),
        ("profiles:\n  a: {profiles: a}\n", "2:17", ["a → a"]),
        ("networks:\n  n: {pools: [192.0.2.5/24]}\n", "2:15", ["host bits are not zero"]),
        ("networks:\n  n: {pools: [192.0.2.9-192.0.2.5/24]}\n", "2:15", ["runs backwards"]),
        ("networks:\n  n: {pools: [192.0.2.5]}\n", "2:15", ["no prefix length"]),
        ("guests:\n\ta: {}\n", "2:1", ["a tab in the indentation of 'a: {}'", "spaces"]),
        ("guests:\n  a: {memory: 1G\n", "3:1", ["this is not YAML"]),
        ("guests:\n  a: *nowhere\n", "2:6", ["'*nowhere' has no anchor"]),
        ("guests:\n  a: !secret x\n", "2:6", ["the tag '!secret'"]),
        ("a: 1\n---\nb: 2\n", "2:1", ["one file holds one fleet"]),
        ("guests:\n  a: &x {memory: 1G}\n  b: {<<: *x}\n", "3:7", ["merge keys are not read", "profiles"]),
        ("? [a, b]\n: c\n", "1:3", ["a key must be a text"]),
        ("guests:\n  a: {dir: \"/srv\\u0000x\"}\n", "2:12", ["wants one line of text"]),
        ("guests:\n  b\u{1B}[31m: {}\n", "2:4", ["control characters are not allowed"]),
    ]

    @Test("with the place, what stands there, and the way out", arguments: cases)
    func refusal(text: String, place: String, words: [String]) throws {
        let error = try #require(refused(text))
        #expect(error.code == .badInput)
        #expect(error.message.hasPrefix("fleet.yaml:\(place): "), "\(error)")
        for word in words { #expect("\(error)".contains(word), "\(error)") }
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test("that is larger than a fleet can be, before it is read")
    func size() throws {
        let source = MemorySource(texts: [:], sizes: ["/f/fleet.yaml": 100 << 20])
        let error = #expect(throws: ProvisionError.self) {
            try FleetLoader(source: source, base: "/f").load("/f/fleet.yaml")
        }
        #expect(error?.message == "fleet.yaml:1:1: the file is larger than 2 MiB")
    }

    @Test("whose aliases multiply, in values and in keys, within a moment")
    func bomb() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let items = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let start = ContinuousClock.now
        let values = try #require(refused(text))
        #expect(values.message.contains("stands for more than"))
        let keys = try #require(refused(text + "? *a30\n: x\n? [*a30]\n: y\n"))
        #expect(keys.code == .badInput)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("that is nested without end", arguments: ["[", "{a: ", "- "])
    func depth(opening: String) throws {
        let error = try #require(refused(String(repeating: opening, count: 100_000)))
        #expect(error.code == .badInput)
    }

    @Test("that is nested deeper than the parser goes, in words of this program")
    func tooDeep() throws {
        let error = try #require(refused(String(repeating: "[", count: 5000)))
        #expect(error.message.contains("this is nested too deeply"), "\(error)")
        #expect(!error.message.contains("yaml_"))
    }

    @Test("that includes itself by way of another, or what is not there")
    func includes() throws {
        let circle = try #require(
            refused("includes: [b.yaml]\n", ["b.yaml": "defaults: {}\nincludes:\n  - fleet.yaml\n"]))
        #expect(circle.message == "b.yaml:3:5: the files include each other: fleet.yaml → b.yaml → fleet.yaml")
        let missing = try #require(refused("includes: [gone.yaml]\n"))
        #expect(missing.message == "fleet.yaml:1:12: there is no file gone.yaml")
    }

    @Test("whose included file is wrong, by that file's name")
    func included() throws {
        let error = try #require(refused("includes: [b.yaml]\n", ["b.yaml": "defaults: {memroy: 1G}\n"]))
        #expect(error.message.hasPrefix("b.yaml:1:12: "))
    }
}
