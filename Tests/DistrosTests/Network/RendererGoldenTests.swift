import Model
import Templates
import Testing

@testable import Distros

@Suite("network renderers")
struct RendererGoldenTests {
    /// A systemd root with all of them, so that enabling shows.
    private static let root = GuestFiles(
        Dictionary(
            uniqueKeysWithValues: (UnitLinks.networkd.probes + UnitLinks.networkManager.probes)
                .filter { $0.text.hasPrefix("/usr") }.map { ($0, GuestEntry.present) }))

    @Test("every renderer writes what was recorded", arguments: NetworkRenderer.allCases, try NetworkCase.all)
    func golden(_ renderer: NetworkRenderer, _ example: NetworkCase) throws {
        let after = try renderer.edit(example.network, templates: TemplateLibrary()).apply(to: Self.root)
        try Golden.check(after.changes(from: Self.root), folder: "Network-\(renderer.rawValue)", name: example.name)
    }

    @Test("a second run changes nothing", arguments: NetworkRenderer.allCases, try NetworkCase.all)
    func idempotent(_ renderer: NetworkRenderer, _ example: NetworkCase) throws {
        let edit = renderer.edit(example.network, templates: TemplateLibrary())
        let once = try edit.apply(to: Self.root)
        #expect(try edit.apply(to: once) == once)
    }

    @Test("ifupdown and networkd write a broadcast address, the others refuse it", arguments: NetworkRenderer.allCases)
    func broadcast(_ renderer: NetworkRenderer) throws {
        var network = try NetworkCase.staticIPv4("broadcast").network
        network.vifs[0].addressing.broadcast = try IPAddress("192.0.2.63")
        let edit = renderer.edit(network, templates: TemplateLibrary())
        switch renderer {
        case .ifupdown:
            let text = try edit.apply(to: Self.root).text("/etc/network/interfaces")
            #expect(text?.contains("    broadcast 192.0.2.63\n") == true)
        case .networkd:
            let text = try edit.apply(to: Self.root).text("/etc/systemd/network/20-eth0.network")
            #expect(text?.contains("Broadcast=192.0.2.63\n") == true)
        case .netplan, .networkManager:
            let error = #expect(throws: ProvisionError.self) { try edit.apply(to: Self.root) }
            #expect(error?.message.contains("192.0.2.63 of eth0") == true)
        }
    }

    @Test("a peer without an address of its family is refused", arguments: NetworkRenderer.allCases)
    func lonelyPeer(_ renderer: NetworkRenderer) throws {
        var network = try NetworkCase.staticIPv4("peer").network
        network.vifs[0].addressing.pointToPoint = try IPAddress("2001:db8::1")
        let edit = renderer.edit(network, templates: TemplateLibrary())
        let error = #expect(throws: ProvisionError.self) { try edit.apply(to: Self.root) }
        #expect(error?.code == .usage)
    }

    @Test("an IPv4 gateway without an IPv4 address is refused", arguments: NetworkRenderer.allCases)
    func lonelyGateway(_ renderer: NetworkRenderer) throws {
        let network = try NetworkCase.single("gateway") { $0.gateways = [try IPAddress("192.0.2.1")] }.network
        let edit = renderer.edit(network, templates: TemplateLibrary())
        let error = #expect(throws: ProvisionError.self) { try edit.apply(to: Self.root) }
        #expect(error?.message == "eth0 has a gateway, 192.0.2.1, but no IPv4 address to reach it from")
    }

    @Test("Alpine's networking service is started at boot")
    func openRC() throws {
        let root = GuestFiles(["/sbin/openrc": .present, "/etc/init.d/networking": .present])
        let network = try NetworkCase.staticIPv4("openrc").network
        let after = try ConfigureIfupdown(network: network, templates: TemplateLibrary()).apply(to: root)
        #expect(after["/etc/runlevels/boot/networking"] == .link("/etc/init.d/networking"))
    }

    @Test("units are linked from where the root has them, and not where it has none")
    func unitDirectories() throws {
        let network = try NetworkCase.staticIPv4("units").network
        let root = GuestFiles(["/lib/systemd/system/systemd-networkd.service": .present])
        let after = try ConfigureNetworkd(network: network, templates: TemplateLibrary()).apply(to: root)
        let wants = "/etc/systemd/system/"
        #expect(
            after[try GuestPath(wants + "multi-user.target.wants/systemd-networkd.service")]
                == .link("/lib/systemd/system/systemd-networkd.service"))
        #expect(after[try GuestPath(wants + "sockets.target.wants/systemd-networkd.socket")] == nil)
    }
}
