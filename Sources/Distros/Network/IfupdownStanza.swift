import Model

/// One `iface` stanza of interfaces(5), with the options that its method knows.
struct IfupdownStanza {
    let family: IPAddress.Family
    /// `static`, `dhcp`, `auto` or `manual`.
    let method: String
    /// The interface below a VLAN.
    var parent: String?
    var address: InterfacePlan.Address?
    var gateway: IPAddress?
    var mtu: Int?
    var acceptsRouterAdvertisements: Bool?
    var nameservers: [IPAddress] = []
    var search: [String] = []
    /// When, and a command for the shell; made of our own words, addresses and interface names only.
    var commands: [(when: String, command: String)] = []

    init(family: IPAddress.Family, method: String, mtu: Int? = nil) {
        self.family = family
        self.method = method
        self.mtu = mtu
    }

    /// The stanzas of an interface, IPv4 first; `manual` where there is nothing to configure, so never empty.
    static func stanzas(for plan: InterfacePlan) -> [IfupdownStanza] {
        var stanzas: [IfupdownStanza] = []
        if plan.addressing.dhcp4 { stanzas.append(IfupdownStanza(family: .ipv4, method: "dhcp")) }
        stanzas += plan.addresses(.ipv4).map { fixed($0, of: plan.name, advertisements: nil) }
        let advertisements = plan.acceptsRouterAdvertisements
        if plan.addressing.dhcp6 {
            var stanza = IfupdownStanza(family: .ipv6, method: "dhcp")
            stanza.acceptsRouterAdvertisements = true
            stanzas.append(stanza)
        }
        let addresses = plan.addresses(.ipv6)
        stanzas += addresses.map { fixed($0, of: plan.name, advertisements: advertisements) }
        if advertisements, !plan.addressing.dhcp6, addresses.isEmpty {
            stanzas.append(IfupdownStanza(family: .ipv6, method: "auto"))
        }
        return stanzas.isEmpty ? [IfupdownStanza(family: .ipv4, method: "manual")] : stanzas
    }

    private static func fixed(_ address: InterfacePlan.Address, of name: String, advertisements: Bool?)
        -> IfupdownStanza
    {
        var stanza = IfupdownStanza(family: address.network.address.family, method: "static")
        stanza.address = address
        // `inet6 static` knows no `pointopoint`.
        if let peer = address.peer, peer.family == .ipv6 { stanza.addRoute(to: peer, of: name) }
        stanza.acceptsRouterAdvertisements = advertisements
        return stanza
    }

    /// Only `static` and `manual` have the option; with DHCP the server's answer would overrule it anyway, so the
    /// command is a start value there.
    mutating func set(mtu: Int, of name: String) {
        if method == "static" || method == "manual" {
            self.mtu = mtu
        } else {
            commands.append(("pre-up", "ip link set dev \(name) mtu \(mtu)"))
        }
    }

    /// A route to a host that is on the link though no network of the interface contains it.
    mutating func addRoute(to host: IPAddress, of name: String) {
        commands.append(("post-up", "\(ip) route replace \(host)/\(host.width) dev \(name)"))
    }

    /// A default route by a command, for a gateway that `gateway` of interfaces(5) could not reach.
    mutating func addDefaultRoute(by gateway: IPAddress, of name: String) {
        commands.append(("post-up", "\(ip) route replace default via \(gateway) dev \(name)"))
    }

    private var ip: String { family == .ipv4 ? "ip" : "ip -6" }

    /// For the template `ifupdown-interfaces`.
    var values: [String: TemplateValue] {
        let advertisements = acceptsRouterAdvertisements.map { $0 ? "1" : "0" }
        return [
            "family": .text(family == .ipv4 ? "inet" : "inet6"), "method": .text(method),
            "parent": .optional(parent), "address": .optional(address?.network),
            "broadcast": .optional(address?.broadcast), "peer": .optional(family == .ipv4 ? address?.peer : nil),
            "gateway": .optional(gateway), "mtu": .optional(mtu),
            "acceptRA": .optional(advertisements), "autoconf": .optional(method == "static" ? advertisements : nil),
            "nameservers": .joined(nameservers), "search": .joined(search),
            "commands": .list(commands.map { ["when": .text($0.when), "command": .text($0.command)] }),
        ]
    }
}
