import Model

/// Keeps the names `eth0`, `eth1`, … for the guest's interfaces, by MAC.
///
/// From systemd 250 on udev calls the interface of a vif `enX0`, but only where udev is installed: a minimal root of
/// the same release keeps the kernel's `eth0`. `10-eth0.link` makes the answer the same in both: udev takes the first
/// file that matches (systemd.link(5)), which with `Name=` and no policy gives this name, and without udev nobody
/// reads it and the kernel's name is the same one. It comes before the distribution's `73-` and `99-` files, and
/// names no MAC policy, so the vif keeps the MAC it was given.
///
/// With several vifs the kernel numbers them in the order of the domain configuration, which is ours; udev could not
/// exchange two names that are both taken. networkd, netplan and NetworkManager find interfaces by MAC besides.
package struct PinInterfaceNames: GuestEdit {
    private let network: NetworkSpec
    private let templates: any TextTemplates

    package let origin: String
    package let title = "interface names"
    /// A root with none of them has nobody to read the files.
    package let probes: [GuestPath] = [
        "/usr/lib/systemd/systemd", "/lib/systemd/systemd", "/usr/lib/systemd/systemd-udevd",
        "/lib/systemd/systemd-udevd", "/usr/bin/udevadm", "/bin/udevadm", "/sbin/udevadm",
    ]
    package let reads: [GuestPath] = []
    package let lists: [GuestPath] = ["/etc/systemd/network"]

    /// A file for every vif of the network, `eth<index>` by its MAC.
    package init(network: NetworkSpec, templates: any TextTemplates, origin: String = "default") {
        self.origin = origin
        self.network = network
        self.templates = templates
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        guard probes.contains(where: files.exists) else { return files }
        var files = files
        // A link file of the image that comes first would give its own name to every interface it matches.
        for name in files.names(in: "/etc/systemd/network") where name.hasSuffix(".link") && name < "10-eth" {
            files.remove(name, from: "/etc/systemd/network")
        }
        for vif in network.vifs {
            let name = vif.guestInterface
            let text = try templates.render(
                "interface-link",
                ["name": .text(name), "index": .text("\(vif.index)"), "mac": .text("\(vif.mac)")])
            files.write(try GuestPath("/etc/systemd/network/10-\(name).link"), text, mode: 0o644)
        }
        return files
    }
}
