import Model

/// Configures the guest's interfaces by one netplan file, rendered by networkd.
///
/// netplan starts networkd itself at boot. Its file is 0600, as netplan warns about anything more open. A peer is
/// unknown to netplan: a point-to-point link becomes an address of full length and a route on the link.
package struct ConfigureNetplan: RendererEdit {
    static let renderer = NetworkRenderer.netplan

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
        var (ethernets, vlans): ([[String: TemplateValue]], [[String: TemplateValue]]) = ([], [])
        for plan in plans {
            try plan.refuseBroadcast(.netplan)
            if plan.vif.guestVLAN == nil {
                ethernets.append(values(plan, mac: plan.vif.mac))
            } else {
                var carrier = plan.vif
                carrier.addressing = VifSpec.Addressing()
                carrier.guestVLAN = nil
                ethernets.append(values(try InterfacePlan(carrier), mac: carrier.mac, isCarrier: true))
                vlans.append(values(plan, mac: nil))
            }
        }
        let groups = [("ethernets", ethernets), ("vlans", vlans)].filter { !$0.1.isEmpty }
            .map { ["kind": TemplateValue.text($0.0), "interfaces": .list($0.1)] }
        let text = try templates.render("netplan", ["groups": .list(groups)])
        files.write("/etc/netplan/10-xen-provision.yaml", text, mode: 0o600)
    }

    private func values(
        _ plan: InterfacePlan, mac: MACAddress?, isCarrier: Bool = false
    ) -> [String: TemplateValue] {
        let hasResolver = plan.vif.index == network.resolverIndex && !isCarrier
        let (nameservers, search) = hasResolver ? (network.nameservers, network.searchDomains) : ([], [])
        let routes = plan.routes.flatMap { routeValues($0, of: plan) }
        return [
            "name": .text(plan.name), "mac": .optional(mac), "vlan": .optional(plan.vif.guestVLAN),
            "parent": .text(plan.vif.guestInterface), "mtu": .optional(plan.vif.mtu),
            "dhcp4": boolean(plan.addressing.dhcp4), "dhcp6": boolean(plan.addressing.dhcp6),
            "acceptRA": boolean(plan.acceptsRouterAdvertisements),
            "hasAddresses": .flag(!plan.addresses.isEmpty),
            "addresses": .each("address", plan.addresses.map(\.network)),
            "hasRoutes": .flag(!routes.isEmpty), "routes": .list(routes),
            "hasResolver": .flag(!nameservers.isEmpty || !search.isEmpty),
            "nameservers": .joined(nameservers.map { "\"\($0)\"" }, ", "),
            "search": .joined(search.map { "\"\($0)\"" }, ", "),
        ]
    }

    /// The default route; in front of it the route to a peer that is not itself the gateway.
    private func routeValues(
        _ route: InterfacePlan.DefaultRoute, of plan: InterfacePlan
    ) -> [[String: TemplateValue]] {
        var routes: [[String: TemplateValue]] = []
        let peer = plan.addresses(route.gateway.family).compactMap(\.peer).first
        if let peer, !route.isPeer {
            let target = TemplateValue.text("\(peer)/\(peer.width)")
            routes.append(["to": target, "via": .flag(false), "onLink": .flag(false), "isLink": .flag(true)])
        }
        let gateway = TemplateValue.text("\(route.gateway)")
        routes.append([
            "to": .text("default"), "via": gateway, "onLink": .flag(route.isOutside), "isLink": .flag(false),
        ])
        return routes
    }

    private func boolean(_ value: Bool) -> TemplateValue { .text(value ? "true" : "false") }
}
