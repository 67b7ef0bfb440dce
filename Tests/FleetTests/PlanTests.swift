import Fleet
import Model
import Provision
import TestSupport
import Testing

@Suite("The plan of a fleet")
struct PlanTests {
    /// Plans a fleet of this text; records are those that its own guests would have under `made`.
    private func items(
        _ text: String, made: String? = nil, others: [String: String] = [:], replace: [String] = []
    ) throws -> [FleetPlan.Item] {
        var records: [GuestRecord] = []
        for guest in try made.map({ try wanted(fleet($0)) }) ?? [] { records.append(try record(guest)) }
        let whole = try fleet(text)
        var taken = TakenAddresses()
        for record in records { taken.add(record) }
        let planner = FleetPlanner(
            known: .init(records: records, others: others), base: SettingValues(),
            replace: Set(try replace.map { try GuestName($0) }))
        let guests = try WantedGuests.resolve(whole, host: nil, taken: taken)
        return try planner.items(guests, removed: whole.removed.map(\.value))
    }

    private func wanted(_ fleet: Fleet) throws -> [WantedGuest] {
        try WantedGuests.resolve(fleet, host: nil, taken: TakenAddresses())
    }

    /// The record that the making of a guest leaves.
    private func record(_ guest: WantedGuest) throws -> GuestRecord {
        var bench = try GuestBench()
        bench.values = guest.values(over: bench.values)
        var record = try bench.record()
        record.settings = guest.values(over: SettingValues()).recorded
        return record
    }

    private static let base = "dir: /srv/xen, gateway: 192.0.2.1, dist: bookworm, bridge: b"

    @Test("creates what is missing, and is empty once it is there")
    func idempotent() throws {
        let text = """
            networks: {lan: {pools: [192.0.2.0/24], gateway: 192.0.2.1, bridge: b}}
            defaults: {network: lan, dir: /srv/xen, dist: bookworm}
            guests: {'w[1-3]': {memory: 1G}}
            """
        let before = try items(text)
        #expect(before.map(\.action) == [.create, .create, .create])
        #expect(before.map(\.addresses) == [["192.0.2.2"], ["192.0.2.3"], ["192.0.2.4"]])
        let after = try items(text, made: text)
        #expect(after.map(\.action) == [.keep, .keep, .keep])
        #expect(after.map(\.addresses) == before.map(\.addresses))
    }

    @Test("takes other spellings of a value, and the default itself, for the same")
    func spellings() throws {
        let made = "guests: {a: {\(Self.base), ip: 192.0.2.5/24, memory: 2G, package: ['mc,vim'], slaac: no}}\n"
        let same =
            "guests: {a: {\(Self.base), ip: 192.0.2.5/24, memory: 2048M, package: [mc, vim], vcpus: 1, noswap: off}}\n"
        #expect(try items(same, made: made).map(\.action) == [.keep])
    }

    @Test("reconfigures hardware, and blocks what would cost the disks until it is named")
    func effects() throws {
        let made = "guests: {a: {\(Self.base), ip: 192.0.2.5/24, memory: 1G}}\n"
        let memory = "guests: {a: {\(Self.base), ip: 192.0.2.5/24, memory: 2G}}\n"
        let size = "guests: {a: {\(Self.base), ip: 192.0.2.5/24, memory: 2G, size: 1G}}\n"
        let reconfigured = try #require(try items(memory, made: made).first)
        #expect(reconfigured.action == .reconfigure)
        let difference = try #require(reconfigured.differences.first)
        #expect(reconfigured.differences.count == 1)
        #expect(difference.setting == "memory")
        #expect(difference.from == ["1G"])
        #expect(difference.to == ["2G"])
        let blocked = try #require(try items(size, made: made).first)
        #expect(blocked.action == .blocked)
        #expect(blocked.note == "size cannot change without making its disks anew: --replace a")
        #expect(blocked.differences.map(\.effect) == [.reconfigure, .rebuild])
        #expect(try items(size, made: made, replace: ["a"]).map(\.action) == [.replace])
    }

    @Test("passes over what only says how a guest is made")
    func making() throws {
        let made = "guests: {a: {\(Self.base), ip: 192.0.2.5/24, mirror: 'http://mirror.example.org/debian'}}\n"
        let other = "guests: {a: {\(Self.base), ip: 192.0.2.5/24, genpass: no}}\n"
        #expect(try items(other, made: made).map(\.action) == [.keep])
    }

    @Test("keeps its hands off guests that it has not made")
    func strangers() throws {
        let text = "guests: {a: {\(Self.base), ip: 192.0.2.5/24}}\nremoved: [b, c]\n"
        let items = try items(text, others: ["a": "/etc/xen/a.cfg", "b": "/etc/xen/b.cfg"])
        #expect(items.map(\.action) == [.blocked, .blocked])
        #expect(items[0].note == "/etc/xen/a.cfg is there, and no record says that it is ours")
    }

    @Test("removes what is named for it, and only if it is there")
    func removal() throws {
        let made = "guests: {a: {\(Self.base), ip: 192.0.2.5/24}}\n"
        let items = try items("removed: [a, b]\n", made: made)
        #expect(items.map(\.name) == ["a"])
        #expect(items.map(\.action) == [.remove])
    }

    @Test("refuses to replace a guest that is none of the fleet")
    func stray() {
        let error = #expect(throws: ProvisionError.self) {
            try items("guests: {web1: {dhcp: yes}}\n", replace: ["wbe1"])
        }
        #expect(error?.hint == "did you mean 'web1'?")
    }

    @Test("tells create everything but secrets, in the order of the table")
    func arguments() throws {
        let text = """
            networks:
              lan: {bridge: b0, gateway: 192.0.2.1, pools: [192.0.2.0/24]}
              san: {bridge: b1, mtu: 9000, pools: ['2001:db8::/64']}
            guests: {a: {network: [lan, san], password: {env: PW}, genpass: no, noswap: yes, package: [x, y]}}
            """
        let guest = try #require(try wanted(fleet(text)).first)
        #expect(
            guest.arguments == [
                "--hostname=a", "--noswap", "--ip=192.0.2.2/24", "--gateway=192.0.2.1", "--bridge=b0",
                "--vif=bridge=b1,mtu=9000,ip=2001:db8::1/64", "--package=x", "--package=y", "--no-genpass",
            ])
        #expect(guest.addresses.map(\.description) == ["192.0.2.2", "2001:db8::1"])
    }
}
