import Model

/// Gives the guest a resolver of its own.
///
/// mmdebstrap and debootstrap leave the host's `/etc/resolv.conf` in the guest, so it is always replaced. Where
/// systemd-resolved is enabled, and not merely installed as in Debian 11, it becomes the link to resolved's stub, and
/// the name servers go to resolved: through the renderer's files where it has them, else through a drop-in.
package struct SetResolver: GuestEdit {
    private let network: NetworkSpec
    private let renderer: NetworkRenderer
    private let templates: any TextTemplates

    package let origin: String
    package let title = "resolver"
    package let reads: [GuestPath] = ["/etc/resolv.conf"]
    package let probes: [GuestPath] = [
        "/usr/lib/systemd/systemd-resolved", "/lib/systemd/systemd-resolved",
        "/etc/systemd/system/dbus-org.freedesktop.resolve1.service",
        "/etc/systemd/system/multi-user.target.wants/systemd-resolved.service",
        "/etc/systemd/system/sysinit.target.wants/systemd-resolved.service",
    ]

    /// - Parameter renderer: the one that configures the interfaces; it may carry the name servers itself.
    package init(
        network: NetworkSpec, renderer: NetworkRenderer, templates: any TextTemplates, origin: String = "default"
    ) {
        self.origin = origin
        self.network = network
        self.renderer = renderer
        self.templates = templates
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        try network.checkSearchDomains()
        var files = files
        guard isResolvedEnabled(files) else {
            files.remove("/etc/resolv.conf")
            files.write("/etc/resolv.conf", try templates.render("resolv-conf", values), mode: 0o644)
            return files
        }
        files["/etc/resolv.conf"] = .link("../run/systemd/resolve/stub-resolv.conf")
        let hasOwn = !network.nameservers.isEmpty || !network.searchDomains.isEmpty
        if hasOwn, !renderer.carriesResolver {
            let text = try templates.render("resolved-conf", values)
            files.write("/etc/systemd/resolved.conf.d/10-xen-provision.conf", text, mode: 0o644)
        }
        return files
    }

    private func isResolvedEnabled(_ files: GuestFiles) -> Bool {
        probes.prefix(2).contains(where: files.exists) && probes.dropFirst(2).contains(where: files.exists)
    }

    private var values: [String: TemplateValue] {
        [
            "isEmpty": .flag(network.nameservers.isEmpty), "needsResolved": .flag(renderer.needsResolved),
            "nameservers": .each("nameserver", network.nameservers), "search": .joined(network.searchDomains),
        ]
    }
}
