import Model
import TestSupport
import Testing

@Suite("A domain configuration against Xen's own parser")
struct XLConfigOracleTests {
    @Test("every golden file reads as libxlutil reads it", arguments: XLFixtures.names)
    func golden(name: String) throws {
        let text = try XLFixtures.text(name)
        let oracle = try #require(XLUOracle(parsing: text))
        let config = try XLConfig(parsing: text, file: name)
        #expect(!config.isEmpty)
        for key in config.keys {
            #expect(config[key] == oracle.value(key), "\(key)")
        }
        for key in ["memory", "maxmem", "vcpus", "cpu_weight", "vnc", "numa.policy_1"] {
            #expect(config[key]?.integer == oracle.long(key), "\(key)")
        }
    }

    @Test("every golden file survives being written", arguments: XLFixtures.names)
    func rewritten(name: String) throws {
        let config = try XLConfig(parsing: XLFixtures.text(name), file: name)
        let text = try config.text(header: ["Written by a test"])
        #expect(try XLConfig(parsing: text, file: name) == config)
        let oracle = try #require(XLUOracle(parsing: text))
        for key in config.keys { #expect(oracle.value(key) == config[key]) }
    }

    @Test("the disks of every golden file read as libxlutil reads them", arguments: XLFixtures.names)
    func goldenDisks(name: String) throws {
        let config = try XLConfig(parsing: XLFixtures.text(name), file: name)
        let oracle = try #require(XLUOracle(parsing: ""))
        let texts = try #require(config["disk"]?.texts)
        for (disk, text) in zip(try config.disks(), texts) {
            var expected = try #require(oracle.disk(text))
            expected.others = disk.others
            #expect(disk == expected)
            #expect(try XLDisk(parsing: disk.text()) == disk)
        }
    }

    @Test("generated values survive writing, reading, and libxlutil")
    func generated() throws {
        var dice = Dice(seed: 20)
        let alphabet: [Character] = Array("ab09xZ '\"\\\n\t\r\u{7}\u{1B}#;=[],+-.:é漢\u{301}")
        for round in 0..<600 {
            var config = XLConfig()
            for index in 0..<Int.random(in: 1...5, using: &dice) {
                func atom() -> XLValue {
                    let count = Int.random(in: 0...12, using: &dice)
                    return .string(String((0..<count).compactMap { _ in alphabet.randomElement(using: &dice) }))
                }
                let isList = Bool.random(using: &dice)
                let count = Int.random(in: 0...4, using: &dice)
                try config.set("key_\(index)", isList ? .list((0..<count).map { _ in atom() }) : atom())
            }
            let text = try config.text(header: ["round \(round)", "", "line\nfeed"])
            #expect(try XLConfig(parsing: text, file: "generated") == config, "\(text)")
            let oracle = try #require(XLUOracle(parsing: text), "\(text)")
            for key in config.keys { #expect(oracle.value(key) == config[key], "\(text)") }
        }
    }

    @Test("any heap of tokens is taken or refused as libxlutil does")
    func tokens() {
        var dice = Dice(seed: 7)
        let pieces = [
            "a", "b.c_1", " = ", "=", "+=", "[", "]", ",", ";", "\n", "\n", " ", "'x'", "\"y\"", "12", "0x1f",
            "'a\\'b'",
            "# c\n", "'\\t'", "\t", "-", "A", "'", "a = 1\n", "b = [ 'p',\n 'q', ]\n", "a += 'z'\n", "'\\q'", "\r",
        ]
        var taken = 0
        for _ in 0..<20000 {
            let count = Int.random(in: 1...8, using: &dice)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &dice) }.joined() + "\n"
            let ours = try? XLConfig(parsing: text, file: "tokens")
            let oracle = XLUOracle(parsing: text)
            #expect((ours == nil) == (oracle == nil), "\(text.debugDescription)")
            guard let ours, let oracle else { continue }
            taken += 1
            for key in ["a", "b.c_1", "b"] { #expect(ours[key] == oracle.value(key), "\(text.debugDescription)") }
        }
        #expect(taken > 1000)
    }

    @Test("any heap of disk parameters is taken or refused as libxlutil does")
    func diskParameters() throws {
        var dice = Dice(seed: 3)
        let pieces = [
            "/dev/vg/x", "phy:/dev/x", "file:/a b", "raw", "qcow2", "", "xvda", "hdc:cdrom", "w", "r", "ro",
            "format=raw",
            "format=qcow2", "vdev=xvdb", "access=rw", "access=x", " vdev=sda1", "devtype=cdrom", "cdrom", "discard",
            "script=block-x", "target=/t,a", "tap:aio:/y", "nbd:z", "foo:/x", "foo:x", "unknown=1", "backendtype=qdisk",
            "xvda:disk", "raw:/i", "format=empty", "vdev=", "script=", "target=",
        ]
        let oracle = try #require(XLUOracle(parsing: ""))
        var taken = 0
        for _ in 0..<20000 {
            let count = Int.random(in: 1...5, using: &dice)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &dice) }.joined(separator: ",")
            var expected = oracle.disk(text)
            // libxlutil leaves a missing name to libxl, which refuses it.
            if expected?.vdev == "" { expected = nil }
            var ours = try? XLDisk(parsing: text)
            ours?.others = []
            #expect(ours == expected, "\(text)")
            if let ours {
                taken += 1
                #expect(try oracle.disk(ours.text()) == ours, "\(text)")
            }
        }
        #expect(taken > 500)
    }
}
