import Model

/// Configures the guest's interfaces for systemd-networkd and has it started.
///
/// `20-eth0.network` finds the interface by its MAC, so it holds whatever the interface is called; `Type=ether` keeps
/// it off a VLAN interface, which has the same MAC (systemd.network(5)).
package struct ConfigureNetworkd: RendererEdit {
    static let renderer = NetworkRenderer.networkd
    static let units = UnitLinks.networkd

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
            guard let vlan = plan.vif.guestVLAN else {
                try writeNetwork(plan, mac: plan.vif.mac, to: &files)
                continue
            }
            try writeCarrier(plan.vif, to: &files)
            let values: [String: TemplateValue] = ["name": .text(plan.name), "vlan": .text("\(vlan)")]
            try write("\(plan.name).netdev", templates.render("networkd-netdev", values), to: &files)
            try writeNetwork(plan, mac: nil, to: &files)
        }
    }

    /// The interface below a VLAN: up, without addresses of its own.
    private func writeCarrier(_ vif: VifSpec, to files: inout GuestFiles) throws(ProvisionError) {
        var carrier = vif
        carrier.addressing = VifSpec.Addressing()
        carrier.guestVLAN = nil
        try writeNetwork(InterfacePlan(carrier), mac: vif.mac, vlan: vif.addressInterface, to: &files)
    }

    private func writeNetwork(
        _ plan: InterfacePlan, mac: MACAddress?, vlan: String? = nil, to files: inout GuestFiles
    ) throws(ProvisionError) {
        let hasResolver = plan.vif.index == network.resolverIndex && vlan == nil
        let values: [String: TemplateValue] = [
            "name": .text(plan.name), "mac": .optional(mac), "mtu": .optional(plan.vif.mtu),
            "dhcp": .text(dhcp(plan.addressing)), "vlan": .optional(vlan),
            "acceptRA": .text(plan.acceptsRouterAdvertisements ? "yes" : "no"),
            "nameservers": .each("nameserver", hasResolver ? network.nameservers : []),
            "search": .joined(hasResolver ? network.searchDomains : []),
            "addresses": .list(plan.addresses.map(values)), "routes": .list(plan.routes.map(values)),
        ]
        try write("\(plan.name).network", templates.render("networkd-network", values), to: &files)
    }

    private func write(_ name: String, _ text: String, to files: inout GuestFiles) throws(ProvisionError) {
        files.write(try GuestPath("/etc/systemd/network/20-\(name)"), text, mode: 0o644)
    }

    private func dhcp(_ addressing: VifSpec.Addressing) -> String {
        switch (addressing.dhcp4, addressing.dhcp6) {
        case (true, true): "yes"
        case (true, false): "ipv4"
        case (false, true): "ipv6"
        case (false, false): "no"
        }
    }

    private func values(_ address: InterfacePlan.Address) -> [String: TemplateValue] {
        [
            "address": .text("\(address.network)"), "broadcast": .optional(address.broadcast),
            "peer": .optional(address.peer.map { "\($0)/\($0.width)" }),
        ]
    }

    private func values(_ route: InterfacePlan.DefaultRoute) -> [String: TemplateValue] {
        ["gateway": .text("\(route.gateway)"), "onLink": .flag(route.isOutside)]
    }
}
