import Model

/// Configures the guest's interfaces by one NetworkManager keyfile each, found by MAC.
///
/// Keyfiles are 0600 and root's, else NetworkManager ignores them. Priority 100 lets them win over profiles that the
/// image brought along. DHCPv6 is left to the method `auto`, which starts it when the router says so: the method
/// `dhcp` would bring no default route. A gateway outside the network gets a route to it in front, which every
/// version understands, while the attribute `onlink` is newer.
package struct ConfigureNetworkManager: RendererEdit {
    static let renderer = NetworkRenderer.networkManager
    static let units = UnitLinks.networkManager

    package let origin: String
    let network: NetworkSpec
    let templates: any TextTemplates

    /// Nothing is rendered before `apply`; its errors are those of `InterfacePlan` and of the templates.
    package init(network: NetworkSpec, templates: any TextTemplates, origin: String = "default") {
        self.origin = origin
        self.network = network
        self.templates = templates
    }

    func write(_ plans: [InterfacePlan], to files: inout GuestFiles) throws(ProvisionError) {
        for plan in plans {
            try plan.refuseBroadcast(.networkManager)
            guard plan.vif.guestVLAN != nil else {
                try write(plan, to: &files)
                continue
            }
            var carrier = plan.vif
            carrier.addressing = VifSpec.Addressing()
            carrier.guestVLAN = nil
            try write(InterfacePlan(carrier), isCarrier: true, to: &files)
            try write(plan, to: &files)
        }
    }

    private func write(
        _ plan: InterfacePlan, isCarrier: Bool = false, to files: inout GuestFiles
    ) throws(ProvisionError) {
        let vif = plan.vif
        let vlan = vif.guestVLAN
        let hasResolver = vif.index == network.resolverIndex && !isCarrier
        let values: [String: TemplateValue] = [
            "name": .text(plan.name), "uuid": .text(Self.uuid(vif.mac, vlan: vlan ?? 0)),
            "type": .text(vlan == nil ? "ethernet" : "vlan"), "mac": .optional(vlan == nil ? vif.mac : nil),
            "mtu": .optional(vif.mtu), "vlan": .optional(vlan), "parent": .text(Self.uuid(vif.mac, vlan: 0)),
            "families": .list([
                family(.ipv4, of: plan, hasResolver: hasResolver), family(.ipv6, of: plan, hasResolver: hasResolver),
            ]),
        ]
        let text = try templates.render("networkmanager-connection", values)
        let path = try GuestPath("/etc/NetworkManager/system-connections/\(plan.name).nmconnection")
        files.write(path, text, mode: 0o600)
    }

    private func family(
        _ family: IPAddress.Family, of plan: InterfacePlan, hasResolver: Bool
    ) -> [String: TemplateValue] {
        let method = method(family, of: plan)
        // A family that is off may not have name servers, and could not reach them.
        let isOn = method == "auto" || method == "manual"
        let nameservers = hasResolver && isOn ? network.nameservers.filter { $0.family == family } : []
        let isFirst = family == .ipv4 || self.method(.ipv4, of: plan) == "disabled"
        let search = hasResolver && isOn && isFirst ? network.searchDomains : []
        return [
            "family": .text(family.rawValue), "method": .text(method),
            "addrGenMode": .optional(family == .ipv6 ? "eui64" : nil),
            "addresses": numbered("address", plan.addresses(family).map(\.network)),
            "gateway": .optional(plan.addresses(family).isEmpty ? nil : plan.route(family)?.gateway),
            "routes": numbered("route", routes(family, of: plan)),
            "nameservers": .optional(nameservers.isEmpty ? nil : nameservers.map { "\($0);" }.joined()),
            "search": .optional(search.isEmpty ? nil : search.map { "\($0);" }.joined()),
        ]
    }

    /// Routes to what is on the link outside of every network, and the default route where `gateway=` may not stand:
    /// NetworkManager takes it only beside an address of the family.
    private func routes(_ family: IPAddress.Family, of plan: InterfacePlan) -> [String] {
        var hosts = plan.addresses(family).compactMap(\.peer)
        let route = plan.route(family)
        if let route, route.isOutside, !hosts.contains(route.gateway) { hosts.append(route.gateway) }
        let routes = hosts.map { "\($0)/\($0.width)" }
        guard let route, plan.addresses(family).isEmpty else { return routes }
        return routes + ["\(family == .ipv4 ? "0.0.0.0" : "::")/0,\(route.gateway)"]
    }

    private func method(_ family: IPAddress.Family, of plan: InterfacePlan) -> String {
        let isAutomatic = family == .ipv4 ? plan.addressing.dhcp4 : plan.acceptsRouterAdvertisements
        if isAutomatic { return "auto" }
        if !plan.addresses(family).isEmpty { return "manual" }
        return family == .ipv4 ? "disabled" : "link-local"
    }

    private func numbered(_ name: String, _ values: [some CustomStringConvertible]) -> TemplateValue {
        .list(values.enumerated().map { ["number": .text("\($0.offset + 1)"), name: .text("\($0.element)")] })
    }

    /// The same for the same interface on every run: a UUID of version 8 (RFC 9562, "custom"), with the tag of the
    /// VLAN in the fourth group and the MAC in the last.
    private static func uuid(_ mac: MACAddress, vlan: Int) -> String {
        let tag = String(vlan, radix: 16)
        let padded = String(repeating: "0", count: max(0, 3 - tag.count)) + tag
        let node = mac.description.split(separator: ":").joined()
        return "78656e2d-7076-8000-8\(padded)-\(node)"
    }
}
