import Model
import Templates
import Testing

@testable import Distros

/// The distributions' own programs read what we write; a test is skipped where its program is not installed.
@Suite("network renderers, by the real programs")
struct RendererOracleTests {
    private func files(_ renderer: NetworkRenderer, _ network: NetworkSpec) throws -> GuestFiles {
        try renderer.edit(network, templates: TemplateLibrary()).apply(to: GuestFiles())
    }

    @Test(
        "ifup would give the interfaces what was asked for", .enabled(if: RealTool.ifup.isInstalled),
        arguments: try NetworkCase.all)
    func ifupdown(_ example: NetworkCase) throws {
        let scratch = try ScratchDirectory()
        let text = try #require(try files(.ifupdown, example.network).text("/etc/network/interfaces"))
        // Without a program for DHCP the dry run stops at its stanza, so that method is taken out.
        let known = text.replacing(" dhcp\n", with: " manual\n").replacing("/etc/network/", with: "\(scratch.path)/")
        let file = try scratch.write("interfaces", known)
        let (status, output) = try RealTool.ifup.run(
            ["--no-act", "--force", "--verbose", "--state-dir=\(scratch.path)", "-i", file, "-a"])
        #expect(status == 0)
        let remarks = output.split(separator: "\n")
            .filter { $0.hasPrefix("ifup:") && !$0.contains(": configuring interface ") }
        #expect(remarks.isEmpty)
        for plan in try example.network.plans() {
            #expect(output.contains("configuring interface \(plan.name)=\(plan.name)"))
            if let mtu = plan.vif.mtu { #expect(output.contains("ip link set dev eth0 mtu \(mtu)")) }
            for address in plan.addresses { #expect(output.contains("addr add \(address.network.address)/")) }
            for route in plan.routes { #expect(output.contains("default via \(route.gateway) ")) }
            for peer in plan.addresses.compactMap(\.peer) { #expect(output.contains("\(peer)")) }
            if let vlan = plan.vif.guestVLAN { #expect(output.contains("type vlan id \(vlan)")) }
        }
    }

    @Test(
        "netplan makes networkd's files of it, without a word of warning", .enabled(if: RealTool.netplan.isInstalled),
        arguments: try NetworkCase.all)
    func netplan(_ example: NetworkCase) throws {
        let scratch = try ScratchDirectory()
        let text = try #require(try files(.netplan, example.network).text("/etc/netplan/10-xen-provision.yaml"))
        _ = try scratch.write("etc/netplan/10-xen-provision.yaml", text, mode: 0o600)
        let (status, output) = try RealTool.netplan.run(["generate", "--root-dir", scratch.path])
        #expect(status == 0)
        #expect(output.isEmpty)
        for plan in try example.network.plans() {
            let made = try scratch.text("run/systemd/network/10-netplan-\(plan.name).network")
            for address in plan.addresses { #expect(made.contains("Address=\(address.network)\n")) }
            for route in plan.routes { #expect(made.contains("Gateway=\(route.gateway)\n")) }
            #expect(made.contains("GatewayOnLink=true\n") == plan.routes.contains { $0.isOutside })
            #expect(made.contains("IPv6AcceptRA=\(plan.acceptsRouterAdvertisements ? "yes" : "no")\n"))
            if plan.vif.index == example.network.resolverIndex {
                for server in example.network.nameservers { #expect(made.contains("DNS=\(server)\n")) }
            }
        }
    }

    @Test(
        "nmcli reads the keyfiles and keeps what is in them", .enabled(if: RealTool.nmcli.isInstalled),
        arguments: try NetworkCase.all)
    func networkManager(_ example: NetworkCase) throws {
        let files = try files(.networkManager, example.network)
        for plan in try example.network.plans() {
            let path = try GuestPath("/etc/NetworkManager/system-connections/\(plan.name).nmconnection")
            let text = try #require(files.text(path))
            let (status, output) = try RealTool.nmcli.run(
                ["--offline", "connection", "modify", "connection.autoconnect", "yes"], input: text)
            #expect(status == 0)
            let lost = Self.settings(text).subtracting(Self.settings(output))
            #expect(lost.isEmpty)
        }
    }

    /// The lines of a keyfile, with what nmcli may write in another way made the same: the gateway behind the first
    /// address, and upper case.
    private static func settings(_ keyfile: String) -> Set<String> {
        let lines = keyfile.lowercased().split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Set(
            lines.flatMap { line -> [String] in
                let parts = line.split(separator: ",")
                guard line.hasPrefix("address"), parts.count == 2 else { return [String(line)] }
                return [String(parts[0]), "gateway=\(parts[1])"]
            })
    }
}
