import Fleet
import FoundationEssentials
import Model
import Provision
import TestSupport
import Testing

@Suite("The examples")
struct ExampleTests {
    private struct DiskSource: FleetSource {
        func size(of path: String) throws(ProvisionError) -> UInt64? {
            try text(of: path).isEmpty ? nil : 1
        }
        func text(of path: String) throws(ProvisionError) -> String {
            do {
                return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            } catch {
                throw ProvisionError(.usage, "\(error)")
            }
        }
    }

    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/examples"

    /// The file, the host, how many guests it has there, and the addresses of one.
    static let cases: [(String, String, Int, [String])] = [
        ("shop.yaml", "any", 9, ["192.0.2.100", "2001:db8:0:1::2"]),
        ("lab.yaml", "any", 5, []),
        ("two-hosts/fleet.yaml", "dom0a", 5, ["198.51.100.32", "2001:db8:0:a::1"]),
        ("two-hosts/fleet.yaml", "dom0b.example.org", 5, ["198.51.100.96", "2001:db8:0:b::1"]),
    ]

    @Test("can be read, planned, and their guests' specs made", arguments: cases)
    func example(file: String, host: String, count: Int, addresses: [String]) throws {
        let loader = FleetLoader(source: DiskSource(), base: Self.folder)
        let fleet = try Fleet(loader.load("\(Self.folder)/\(file)"))
        let wanted = try WantedGuests.resolve(fleet, host: fleet.host(named: host), taken: TakenAddresses())
        #expect(wanted.count == count)
        #expect(wanted.first?.addresses.map(\.description) == addresses)
        let planner = FleetPlanner(known: .init(records: [], others: [:]), base: SettingValues(), replace: [])
        let items = try planner.items(wanted, removed: fleet.removed.map(\.value))
        #expect(items.allSatisfy { $0.action == .create })
        for guest in wanted where guest.settings.text(Settings.lvm) == nil {
            var bench = try GuestBench(name: "dom0")
            bench.facts.texts["/root/.ssh/authorized_keys"] =
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAyExHuqHnTQCd0EMVhs3pMRvvfwFDwT6SIXHKy root@dom0\n"
            bench.values = guest.values(over: SettingValues())
            let spec = try bench.spec()
            #expect(spec.name == guest.name)
        }
    }
}
