import Model
import Testing

@testable import Distros

@Suite("choice of the network renderer")
struct RendererChoiceTests {
    private func choose(
        _ present: Set<NetworkRenderer>, enabled: Set<NetworkRenderer> = [], family: NetworkRenderer,
        requested: NetworkRenderer? = nil
    ) throws -> NetworkRenderer {
        let facts = RendererChoice.Facts(present: present, enabled: enabled)
        return try RendererChoice.choose(requested: requested, present: facts, familyDefault: family)
    }

    @Test("Debian with ifupdown gets ifupdown, though networkd is installed with systemd")
    func debian() throws {
        #expect(try choose([.ifupdown, .networkd], family: .ifupdown) == .ifupdown)
    }

    @Test("a Debian root without ifupdown gets networkd")
    func minimalDebian() throws {
        #expect(try choose([.networkd], family: .ifupdown) == .networkd)
    }

    @Test("where netplan is, it has the network")
    func ubuntu() throws {
        let present: Set<NetworkRenderer> = [.netplan, .networkd, .networkManager, .ifupdown]
        #expect(try choose(present, enabled: [.networkManager, .networkd], family: .ifupdown) == .netplan)
    }

    @Test("NetworkManager comes before networkd when both are started")
    func fedora() throws {
        let both: Set<NetworkRenderer> = [.networkManager, .networkd]
        #expect(try choose(both, enabled: both, family: .networkd) == .networkManager)
        #expect(try choose(both, enabled: [.networkd], family: .networkManager) == .networkd)
    }

    @Test("what is started comes before the family's habit")
    func enabledNetworkd() throws {
        #expect(try choose([.ifupdown, .networkd], enabled: [.networkd], family: .ifupdown) == .networkd)
    }

    @Test("a request wins over everything in the root")
    func requested() throws {
        #expect(try choose([.netplan, .networkd], family: .netplan, requested: .networkd) == .networkd)
    }

    @Test("a request that the root cannot serve is refused, with what it has")
    func missing() throws {
        let error = #expect(throws: ProvisionError.self) {
            try choose([.networkd, .ifupdown], family: .ifupdown, requested: .netplan)
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "the network renderer netplan is not in the guest's root")
        #expect(error?.hint?.hasSuffix("choose one that is there: ifupdown, systemd-networkd") == true)
    }

    @Test("a root without any is refused, with the family's as the hint")
    func nothing() throws {
        let error = #expect(throws: ProvisionError.self) { try choose([], family: .networkd) }
        #expect(error?.code == .unavailable)
        #expect(error?.hint == "install systemd-networkd in it")
    }

    @Test("the facts are read from the root's programs and links")
    func facts() throws {
        let files = GuestFiles([
            "/usr/sbin/NetworkManager": .present, "/lib/systemd/systemd-networkd": .present,
            "/etc/systemd/system/multi-user.target.wants/systemd-networkd.service": .present,
            "/usr/sbin/ifup": .present, "/etc/network": .present,
        ])
        #expect(files.entries.keys.allSatisfy(RendererChoice.probes.contains))
        let facts = RendererChoice.facts(files)
        #expect(facts.present == [.networkManager, .networkd, .ifupdown])
        #expect(facts.enabled == [.networkd])
    }

    @Test("the ifup of Enterprise Linux is not ifupdown")
    func otherIfup() {
        #expect(RendererChoice.facts(GuestFiles(["/usr/sbin/ifup": .present])).present.isEmpty)
    }

    @Test("a link to a service whose program is gone starts nothing")
    func danglingSwitch() {
        let link: GuestPath = "/etc/systemd/system/multi-user.target.wants/NetworkManager.service"
        #expect(RendererChoice.facts(GuestFiles([link: .present])).enabled.isEmpty)
    }
}
