import Model
import Templates
import Testing

@testable import Distros

@Suite("leftovers of other renderers")
struct RendererLeftoversTests {
    /// An image that has been configured by everybody.
    private static let image = GuestFiles([
        "/etc/network/interfaces": .file(GuestFile(content: Array("auto eth0\niface eth0 inet dhcp\n".utf8))),
        "/etc/network/interfaces.d": .directory(GuestDirectory(names: ["50-cloud-init", "bridge"])),
        "/etc/netplan": .directory(GuestDirectory(names: ["50-cloud-init.yaml", "README", "10-xen-provision.yaml"])),
        "/etc/systemd/network": .directory(
            GuestDirectory(names: ["10-cloud-init-eth0.network", "15-x.network", "80-wireguard.network", "99-a.link"])),
        "/etc/NetworkManager/system-connections": .directory(
            GuestDirectory(names: ["cloud-init-eth0.nmconnection", "vpn.nmconnection"])),
        "/etc/sysconfig/network-scripts": .directory(GuestDirectory(names: ["ifcfg-eth0", "ifcfg-lo"])),
        "/etc/systemd/system/multi-user.target.wants/systemd-networkd.service": .link("/usr/lib/x"),
        "/etc/NetworkManager/conf.d": .directory(GuestDirectory(names: ["10-xen-provision.conf", "dns.conf"])),
        "/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf": .present,
        "/usr/sbin/NetworkManager": .present,
        "/etc/cloud/cloud.cfg": .present,
    ])

    private func changes(_ renderer: NetworkRenderer) throws -> [GuestChange] {
        let network = try NetworkCase.staticIPv4("leftovers").network
        let edit = renderer.edit(network, templates: TemplateLibrary())
        return try edit.apply(to: Self.image).changes(from: Self.image)
    }

    @Test("what would fight the renderer is gone, and nothing else", arguments: NetworkRenderer.allCases)
    func golden(_ renderer: NetworkRenderer) throws {
        try Golden.check(changes(renderer), folder: "Network-\(renderer.rawValue)", name: "leftovers")
    }

    @Test("what the edit looks at is in its lists", arguments: NetworkRenderer.allCases)
    func declared(_ renderer: NetworkRenderer) throws {
        let network = try NetworkCase.staticIPv4("leftovers").network
        let edit = renderer.edit(network, templates: TemplateLibrary())
        let declared = Set(edit.reads + edit.probes + edit.lists)
        let unused = Self.image.entries.keys.filter { !declared.contains($0) }
        #expect(unused.isEmpty)
        #expect(declared.count == edit.reads.count + edit.probes.count + edit.lists.count)
    }
}
