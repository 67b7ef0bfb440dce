import Model
import Provision
import TestSupport
import Testing

@Suite("The check-up")
struct DoctorTests {
    private func finding(_ subject: String, _ change: (inout HostFacts) -> Void) throws -> Doctor.Finding {
        var facts = try GuestBench().facts
        change(&facts)
        let findings = Doctor(facts: facts, directory: "/srv/xen", journals: []).findings
        return try #require(findings.first { $0.subject == subject })
    }

    @Test("finds nothing to mend on the recorded host")
    func fine() throws {
        let findings = Doctor(facts: try GuestBench().facts, directory: "/srv/xen", journals: []).findings
        #expect(findings.filter { $0.level != .fine }.map(\.subject) == [])
        #expect(findings.first?.line == "[ok]      bootstrapper: mmdebstrap")
    }

    @Test("without a directory for images tells the space for what is our own, made yet or not")
    func ownSpace() throws {
        var facts = try GuestBench().facts
        facts.freeSpace = ["/": ByteSize(gibibytes: 1), "/var/lib": ByteSize(gibibytes: 3)]
        let findings = Doctor(facts: facts, directory: nil, journals: [], paths: GuestBench.paths).findings
        let space = try #require(findings.first { $0.subject == "space" })
        #expect(space.level == .fine)
        #expect(space.text == "3072M free for /var/lib/xen-provision")
        let cache = try #require(findings.first { $0.subject == "cache" })
        #expect(cache.level == .advice)
        #expect(cache.text == "1024M free for /var/cache/xen-provision")
    }

    @Test("says what is missing, and the fix")
    func missing() throws {
        let cases: [(String, Doctor.Level, (inout HostFacts) -> Void)] = [
            ("bootstrapper", .missing, { $0.tools = [:] }), ("bootstrapper", .advice, { $0.tools["mmdebstrap"] = nil }),
            ("keyrings", .missing, { $0.paths = [:] }), ("releases", .missing, { $0.releaseTables = [:] }),
            ("rights", .missing, { $0.isRoot = false }), ("bridge", .advice, { $0.bridges = [] }),
            ("bridge", .advice, { $0.bridges = ["a", "b"] }), ("mke2fs", .missing, { $0.tools["mke2fs"] = nil }),
            ("sfdisk", .advice, { $0.tools["sfdisk"] = nil }),
            ("lvm-control", .advice, { $0.tools["lvm-control"] = nil }), ("space", .missing, { $0.freeSpace = [:] }),
            ("space", .missing, { $0.freeSpace["/srv/xen"] = ByteSize(gibibytes: 1) }),
        ]
        for (subject, level, change) in cases {
            let found = try finding(subject, change)
            #expect(found.level == level, "\(subject)")
            #expect(found.fix != nil, "\(subject)")
            #expect(found.line.contains("\n          " + (found.fix ?? "-")))
        }
        #expect(try finding("Xen") { $0.runningDomains = nil }.level == .advice)
        let mappers = try finding("rights") {
            $0.isRoot = false
            $0.tools["newuidmap"] = "/usr/bin/newuidmap"
            $0.tools["newgidmap"] = "/usr/bin/newgidmap"
        }
        #expect(mappers.level == .fine)
    }
}
