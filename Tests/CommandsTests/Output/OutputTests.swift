import Model
import Provision
import TestSupport
import Testing

@testable import Commands

@Suite("Output for a person")
struct OutputTests {
    @Test("columns are as wide as their widest cell, without blanks at the end")
    func table() {
        #expect(Table.text(["A", "BB"], [["long", "x"], ["é", ""]]) == "A     BB\nlong  x\né\n")
        #expect(Table.text(["A"], []) == "A\n")
    }

    @Test("an error is its sentence, its fix, and then what a command said, made printable")
    func error() {
        let error = ProvisionError(.failed, "no", hint: "try", details: ["one", "\u{1B}[31mred"])
        let text = ErrorOutput.text(error, program: "xen-create-image")
        #expect(text.hasPrefix("xen-create-image: no\n  try\n  | one\n  | "))
        #expect(!text.contains("\u{1B}"))
        #expect(ErrorOutput.text(ProvisionError(.failed, "no"), program: "x") == "x: no\n")
    }

    private func summary(_ change: (inout GuestBench) -> Void) throws -> [String] {
        var bench = try GuestBench()
        change(&bench)
        let results = RunResults()
        results.rootPassword = "made-up"
        results.fingerprints = ["256 SHA256:abc root@web1 (ED25519)"]
        results.knownHosts = ["web1,192.0.2.10 ssh-ed25519 AAAA"]
        return Summary(spec: try bench.spec(), results: results).text.split(separator: "\n").map(String.init)
    }

    @Test("the summary has xen-tools' rows")
    func summaryRows() throws {
        let lines = try summary { _ in }
        #expect(lines.first == "Installation Summary")
        for row in [
            "Hostname        :  web1", "Distribution    :  bookworm (mmdebstrap)", "IP Address(es)  :  192.0.2.10/24",
            "SSH Fingerprint :  SHA256:abc (ED25519)", "known_hosts     :  web1,192.0.2.10 ssh-ed25519 AAAA",
            "Root Password   :  made-up", "Disks           :  /srv/xen/domains/web1",
            "Configuration   :  /etc/xen/web1.cfg",
        ] {
            #expect(lines.contains(row), "\(row)")
        }
    }

    @Test("the summary shows a password only where it was made up and is kept nowhere")
    func summaryPassword() throws {
        #expect(try summary { $0.set(Settings.password, "x") }.contains("Root Password   :  as given"))
        #expect(try summary { $0.set(Settings.genpass, "no") }.contains("Root Password   :  N/A"))
        let written = try summary { $0.set(Settings.writePassword, "/root/pw") }
        #expect(written.contains("Root Password   :  written to /root/pw"))
        #expect(!written.joined().contains("made-up"))
    }

    @Test("the summary says how addresses are found where none is static")
    func summaryDynamic() throws {
        let lines = try summary {
            $0.values.clear(Settings.ip)
            $0.values.clear(Settings.gateway)
            $0.set(Settings.dhcp, "yes")
            $0.set(Settings.slaac, "yes")
        }
        #expect(lines.contains("IP Address(es)  :  dynamic by router advertisements"))
    }

    @Test("a guest's row tells its state, addresses and what was edited")
    func rows() throws {
        let record = try GuestBench().record()
        let guest = Known(
            name: "web1", record: GuestSummary(record), configurationPath: "/etc/xen/web1.cfg",
            configuration: try XLConfig(parsing: "name='web1'\nmemory=512\n", file: "x"), drift: ["memory"])
        let domain = DomainFacts(
            domid: 7, name: "web1", uuid: record.uuid.description, state: .blocked, memory: ByteSize(mebibytes: 512),
            vcpus: 1, cpuSeconds: 3)
        #expect(
            GuestRow(guest, domains: [domain]).cells == [
                "web1", "running", "7", "bookworm", "512M", "192.0.2.10", "/etc/xen/web1.cfg", "memory",
            ])
        #expect(GuestRow(guest, domains: []).state == "stopped")
        #expect(GuestRow(guest, domains: nil).state == "-")
        var deleting = record
        deleting.state = .deleting
        let half = Known(
            name: "web1", record: GuestSummary(deleting), configurationPath: nil, configuration: nil, drift: [])
        #expect(GuestRow(half, domains: []).state == "deleting")
    }
}
