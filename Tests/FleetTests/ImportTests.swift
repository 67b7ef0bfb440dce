import Fleet
import Model
import Provision
import TestSupport
import Testing

@Suite("A fleet file that is written from what is there")
struct ImportTests {
    /// What is planned for guests with these settings, whose fleet was written over this base.
    private func items(
        _ guests: [(name: String, settings: [String: [String]])], base: SettingValues
    ) throws -> [FleetPlan.Item] {
        let text = FleetWriter(base: base).text(guests.map { ($0.name, $0.settings) }, comments: ["a: comment"])
        let records = try guests.map { guest in
            var bench = try GuestBench()
            bench.set(Settings.hostname, guest.name)
            var record = try bench.record()
            record.settings = guest.settings
            return record
        }
        let wanted = try WantedGuests.resolve(fleet(text), host: nil, taken: TakenAddresses())
        return try FleetPlanner(known: .init(records: records, others: [:]), base: base, replace: [])
            .items(wanted, removed: [])
    }

    private func base(_ rows: [(Setting, [String])]) -> SettingValues {
        var values = SettingValues()
        for (row, texts) in rows { values.set(row, texts, .file(path: "/etc/xen-tools/xen-tools.conf", line: 1)) }
        return values
    }

    @Test("changes nothing, whatever the guests have been made with")
    func unchanged() throws {
        let conf = base([
            (Settings.dir, ["/srv/xen"]), (Settings.dist, ["bookworm"]), (Settings.size, ["4G"]),
            (Settings.dhcp, ["yes"]), (Settings.mountOptions, ["noatime"]), (Settings.noswap, ["yes"]),
        ])
        let guests: [(name: String, settings: [String: [String]])] = [
            ("plain", conf.recorded),
            (
                "own",
                [
                    "dir": ["/srv/other dir"], "dist": ["trixie"], "size": ["8G"],
                    "ip": ["192.0.2.5/24", "2001:db8::5/64"],
                    "package": ["nginx", "php-fpm"], "noswap": ["no"], "set": ["device_model_args=['-a: b', \"c\"]"],
                    "mount-options": ["it's: # odd"],
                ]
            ),
            (
                "bare",
                [
                    "dir": ["/srv/xen"], "dist": ["bookworm"], "size": ["4G"], "slaac": ["yes"], "dhcp": ["yes"],
                    "mount-options": ["noatime"],
                ]
            ),
        ]
        let planned = try items(guests, base: conf)
        #expect(planned.map(\.action) == [.keep, .keep, .keep], "\(planned)")
        #expect(planned.allSatisfy { $0.differences.isEmpty }, "\(planned)")
    }

    @Test("is a fleet too where there is no guest")
    func empty() throws { #expect(try items([], base: SettingValues()).isEmpty) }
}
