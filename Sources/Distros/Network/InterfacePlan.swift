import Model

/// What every renderer must know about a vif, worked out once from its addressing.
struct InterfacePlan {
    /// An address, and its peer on a point-to-point link.
    struct Address {
        /// With a peer the prefix is the whole address: the kernel then makes a route to the peer only.
        let network: IPNetwork
        let peer: IPAddress?
        let broadcast: IPAddress?
    }

    /// A default route.
    struct DefaultRoute {
        let gateway: IPAddress
        /// The gateway is the peer of a point-to-point link.
        let isPeer: Bool
        /// None of the interface's networks contains the gateway: the kernel must be told that it is on the link.
        let isOutside: Bool
    }

    let vif: VifSpec
    let addresses: [Address]
    /// IPv4 first, at most one a family.
    let routes: [DefaultRoute]

    /// - Throws: `.usage` for a peer or an IPv4 gateway without an address of its family. IPv6 always has a link-local
    ///   one.
    init(_ vif: VifSpec) throws(ProvisionError) {
        self.vif = vif
        addresses = try Self.addresses(of: vif)
        routes = Self.routes(of: vif, addresses: addresses)
        guard let gateway = vif.addressing.gateway(.ipv4), !vif.addressing.dhcp4, addresses(.ipv4).isEmpty else {
            return
        }
        throw ProvisionError(
            .usage, "\(vif.addressInterface) has a gateway, \(gateway), but no IPv4 address to reach it from",
            hint: "give the interface an IPv4 address, or leave the gateway out")
    }

    /// `eth0`, or `eth0.20`: what carries the addresses.
    var name: String { vif.addressInterface }
    var addressing: VifSpec.Addressing { vif.addressing }

    /// DHCPv6 gives no default route, so it needs the router's advertisements too.
    var acceptsRouterAdvertisements: Bool { addressing.acceptsRouterAdvertisements || addressing.dhcp6 }

    /// Those of one family, in the order in which they were given.
    func addresses(_ family: IPAddress.Family) -> [Address] {
        addresses.filter { $0.network.address.family == family }
    }

    func route(_ family: IPAddress.Family) -> DefaultRoute? { routes.first { $0.gateway.family == family } }

    /// For a renderer that cannot set a broadcast address of one's own.
    ///
    /// - Throws: `.failed` when one was asked for.
    func refuseBroadcast(_ renderer: NetworkRenderer) throws(ProvisionError) {
        guard let broadcast = addressing.broadcast else { return }
        throw ProvisionError(
            .failed, "\(renderer.rawValue) cannot set the broadcast address \(broadcast) of \(name)",
            hint: "leave the broadcast address out, or choose another network renderer for the guest")
    }

    private static func addresses(of vif: VifSpec) throws(ProvisionError) -> [Address] {
        let addressing = vif.addressing
        var peer = addressing.pointToPoint
        var broadcast = addressing.broadcast
        var addresses: [Address] = []
        for network in addressing.addresses {
            if let end = peer, end.family == network.address.family {
                let own = try IPNetwork(address: network.address, prefixLength: network.address.width)
                addresses.append(Address(network: own, peer: end, broadcast: nil))
                peer = nil
            } else {
                let isFirst = network.address.family == .ipv4 && broadcast != nil
                addresses.append(Address(network: network, peer: nil, broadcast: isFirst ? broadcast : nil))
                if isFirst { broadcast = nil }
            }
        }
        guard let peer else { return addresses }
        throw ProvisionError(
            .usage, "\(vif.addressInterface) has a peer, \(peer), but no address of its own in that family",
            hint: "give the interface an address of the same family")
    }

    private static func routes(of vif: VifSpec, addresses: [Address]) -> [DefaultRoute] {
        let families: [IPAddress.Family] = [.ipv4, .ipv6]
        return families.compactMap { family in
            let peer = vif.addressing.pointToPoint.flatMap { $0.family == family ? $0 : nil }
            guard let gateway = vif.addressing.gateway(family) ?? peer else { return nil }
            let isInside = gateway.isLinkLocal || addresses.contains { $0.network.contains(gateway) }
            return DefaultRoute(gateway: gateway, isPeer: gateway == peer, isOutside: !isInside)
        }
    }
}

extension NetworkSpec {
    /// - Throws: `.usage` for an interface that contradicts itself, and for a search domain that is no domain.
    func plans() throws(ProvisionError) -> [InterfacePlan] {
        try checkSearchDomains()
        var plans: [InterfacePlan] = []
        for vif in vifs { plans.append(try InterfacePlan(vif)) }
        return plans
    }

    /// The search domains are the only free text that goes into the guest's network files: a newline in one would be
    /// a line of its own there.
    ///
    /// - Throws: `.usage` for one with characters that no domain name has.
    func checkSearchDomains() throws(ProvisionError) {
        for domain in searchDomains {
            let isPlain = domain.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
            guard isPlain, !domain.isEmpty else {
                throw ProvisionError(
                    .usage, "'\(domain.printable)' is not a search domain", hint: "write it like example.org")
            }
        }
    }

    /// Index of the vif whose configuration carries the name servers: the first that has addresses at all.
    var resolverIndex: Int? { (vifs.first { !$0.addressing.isEmpty } ?? vifs.first)?.index }
}

extension TemplateValue {
    /// The text, or a condition that does not hold where there is none.
    static func optional(_ value: (some CustomStringConvertible)?) -> TemplateValue {
        value.map { .text("\($0)") } ?? .flag(false)
    }

    /// The values with something between them; a condition that does not hold where there are none.
    static func joined(_ values: [some CustomStringConvertible], _ separator: String = " ") -> TemplateValue {
        values.isEmpty ? .flag(false) : .text(values.map(\.description).joined(separator: separator))
    }

    /// One group for each value, under one name.
    static func each(_ name: String, _ values: [some CustomStringConvertible]) -> TemplateValue {
        .list(values.map { [name: .text("\($0)")] })
    }
}
