import Model

/// Configures the guest's interfaces in `/etc/network/interfaces`.
///
/// Every address has a stanza of its own, which ifupdown takes since 0.7 (interfaces(5), "multiple iface
/// definitions"), instead of the aliases `eth0:1` that xen-tools made. ifupdown has no MAC to match by: the names are
/// those that `PinInterfaceNames` gives. Where no IPv6 was asked for, the kernel's own default decides about router
/// advertisements, as ifupdown says nothing then.
package struct ConfigureIfupdown: RendererEdit {
    static let renderer = NetworkRenderer.ifupdown

    private static let openrcProgram: GuestPath = "/sbin/openrc"
    private static let openrcService: GuestPath = "/etc/init.d/networking"
    private static let openrcLink: GuestPath = "/etc/runlevels/boot/networking"

    package let origin: String
    let network: NetworkSpec
    let templates: any TextTemplates

    /// Nothing is rendered before `apply`; its errors are those of `InterfacePlan` and of the templates.
    package init(network: NetworkSpec, templates: any TextTemplates, origin: String = "default") {
        self.origin = origin
        self.network = network
        self.templates = templates
    }

    package var reads: [GuestPath] { commonReads + [Self.openrcLink] }
    package var probes: [GuestPath] { commonProbes + [Self.openrcProgram, Self.openrcService] }

    func write(_ plans: [InterfacePlan], to files: inout GuestFiles) throws(ProvisionError) {
        let interfaces = plans.flatMap { plan in carrier(plan.vif) + [interface(plan)] }
        let text = try templates.render("ifupdown-interfaces", ["interfaces": .list(interfaces)])
        files.write("/etc/network/interfaces", text, mode: 0o644)
        // Debian's package enables its service; OpenRC's is Alpine's, and off in a fresh root.
        let hasOpenRC = files.exists(Self.openrcProgram) && files.exists(Self.openrcService)
        if hasOpenRC, !files.exists(Self.openrcLink) { files[Self.openrcLink] = .link(Self.openrcService.text) }
    }

    /// The interface below a VLAN, which must be up before it.
    private func carrier(_ vif: VifSpec) -> [[String: TemplateValue]] {
        guard vif.guestVLAN != nil else { return [] }
        let stanza = IfupdownStanza(family: .ipv4, method: "manual", mtu: vif.mtu)
        return [["name": .text(vif.guestInterface), "stanzas": .list([stanza.values])]]
    }

    private func interface(_ plan: InterfacePlan) -> [String: TemplateValue] {
        var stanzas = IfupdownStanza.stanzas(for: plan)
        if plan.vif.guestVLAN != nil {
            stanzas[0].parent = plan.vif.guestInterface
        } else if let mtu = plan.vif.mtu {
            stanzas[0].set(mtu: mtu, of: plan.name)
        }
        if plan.vif.index == network.resolverIndex {
            stanzas[0].nameservers = network.nameservers
            stanzas[0].search = network.searchDomains
        }
        for route in plan.routes { add(route, of: plan.name, to: &stanzas) }
        return ["name": .text(plan.name), "stanzas": .list(stanzas.map(\.values))]
    }

    /// A gateway inside a static network, or the peer, is an option of its stanza; any other one takes two commands,
    /// because neither an older ifupdown nor busybox knows that it is on the link.
    private func add(_ route: InterfacePlan.DefaultRoute, of name: String, to stanzas: inout [IfupdownStanza]) {
        let family = route.gateway.family
        let isIPv4Peer = route.isPeer && family == .ipv4
        if isIPv4Peer || !route.isOutside,
            let index = stanzas.firstIndex(where: { $0.family == family && $0.method == "static" })
        {
            stanzas[index].gateway = route.gateway
            return
        }
        guard let index = stanzas.firstIndex(where: { $0.family == family }) else {
            // The gateway of a family without addresses: the kernel takes the route all the same.
            var stanza = IfupdownStanza(family: family, method: "manual")
            if route.isOutside { stanza.addRoute(to: route.gateway, of: name) }
            stanza.addDefaultRoute(by: route.gateway, of: name)
            stanzas.append(stanza)
            return
        }
        if route.isOutside, !route.isPeer { stanzas[index].addRoute(to: route.gateway, of: name) }
        stanzas[index].addDefaultRoute(by: route.gateway, of: name)
    }
}
