import Glibc
import Testing

/// The fleets of `examples/` from real packages: one bootstrap for each base, all other guests from the cache. Takes
/// minutes and an archive of packages: only with XEN_PROVISION_LONG_TESTS=1.
@Suite(.serialized, .enabled(if: getenv("XEN_PROVISION_LONG_TESTS") != nil, "takes minutes and an archive of packages"))
struct BootstrappedFleetTests {
    /// Files, the first of them applied; the guests that are made, and how many bases they come from.
    static let cases: [(files: [String], host: String?, guests: Int, bases: Int)] = [
        (["shop.yaml"], nil, 9, 3), (["lab.yaml"], nil, 4, 4),
        (["two-hosts/fleet.yaml", "two-hosts/common.yaml"], "dom0a", 5, 1),
    ]

    @Test("are applied with one bootstrap for each base, and applied again without a change", arguments: cases)
    func applied(files: [String], dom0: String?, guests: Int, bases: Int) throws {
        let host = try TestHost()
        let fleet = try host.writeExample(files, ExampleFleet.bootstrapped(host))
        let words = dom0.map { ["--host", $0] } ?? []
        let applied = try host.start("xen-provision", ["apply"] + words + [fleet]).wait(seconds: 3000)
        #expect(applied.status == 0, "\(applied.said)")
        #expect(host.recorded.count == guests)
        let kept = names(in: host.root + "/var/cache/xen-provision/bases").filter { $0.hasSuffix(".ext4") }
        #expect(kept.count == bases, "\(kept)")
        let again = try host.start("xen-provision", ["plan"] + words + [fleet]).wait(seconds: 300)
        #expect(again.status == 0, "\(again.said)")
        try expectDigests(host, of: guests)
    }

    /// Of every package of every guest, those that were cloned from a base included.
    private func expectDigests(_ host: TestHost, of guests: Int) throws {
        let locked = try Lock(host.run("xen-provision", "lock").output).guests
        #expect(locked.count == guests)
        for guest in locked {
            let packages = guest.packages ?? []
            #expect(packages.count > 100, "\(guest.guest): \(packages.count)")
            #expect(packages.filter { $0.sha256 == nil }.map(\.name) == [], "\(guest.guest)")
            #expect(guest.archives.contains { $0.address.hasSuffix("/InRelease") }, "\(guest.guest)")
        }
    }
}
