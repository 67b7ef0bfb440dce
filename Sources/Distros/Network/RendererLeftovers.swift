import Model

/// What the image brought along that would configure the guest's interfaces besides the chosen renderer.
///
/// Two programs at one interface give it two leases, or take away what the other one set. What belongs to other
/// interfaces stays where it can be told apart.
struct RendererLeftovers {
    let renderer: NetworkRenderer
    let network: NetworkSpec

    private static let interfaces: GuestPath = "/etc/network/interfaces"
    private static let interfacesDirectory: GuestPath = "/etc/network/interfaces.d"
    private static let netplan: GuestPath = "/etc/netplan"
    private static let networkd: GuestPath = "/etc/systemd/network"
    private static let connections: GuestPath = "/etc/NetworkManager/system-connections"
    private static let networkScripts: GuestPath = "/etc/sysconfig/network-scripts"
    private static let networkManagerProgram: GuestPath = "/usr/sbin/NetworkManager"
    private static let networkManagerDropIns: GuestPath = "/etc/NetworkManager/conf.d"
    private static let ubuntuUnmanaged: GuestPath = "/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf"
    private static let cloudInit: GuestPath = "/etc/cloud/cloud.cfg"

    var reads: [GuestPath] { [Self.interfaces] + UnitLinks.networkd.reads }
    var probes: [GuestPath] { [Self.networkManagerProgram, Self.ubuntuUnmanaged, Self.cloudInit] }
    var lists: [GuestPath] {
        [
            Self.interfacesDirectory, Self.netplan, Self.networkd, Self.connections, Self.networkManagerDropIns,
            Self.networkScripts,
        ]
    }

    /// Needs files that were loaded with the three lists above.
    func clear(_ files: inout GuestFiles) throws(ProvisionError) {
        if renderer != .ifupdown { resetInterfaces(&files) }
        if renderer == .ifupdown || renderer == .networkManager { UnitLinks.networkd.disable(in: &files) }
        removeFiles(&files)
        tellNetworkManager(&files)
        // Without this, cloud-init writes a configuration of its own at the first boot, and that one wins.
        if files.exists(Self.cloudInit) {
            files.write(
                "/etc/cloud/cloud.cfg.d/99-xen-provision-network.cfg",
                "# Written by xen-provision.\nnetwork: {config: disabled}\n")
        }
    }

    /// Keeps NetworkManager off the interfaces, or lets it at them again.
    private func tellNetworkManager(_ files: inout GuestFiles) {
        let dropIn = "10-xen-provision.conf"
        if renderer == .networkManager {
            files.remove(dropIn, from: Self.networkManagerDropIns)
            // Ubuntu's file leaves everything but wireless to netplan; one of the same name in /etc replaces it.
            guard files.exists(Self.ubuntuUnmanaged) else { return }
            files.write(
                "/etc/NetworkManager/conf.d/10-globally-managed-devices.conf",
                "# Written by xen-provision: NetworkManager has the interfaces.\n")
        } else if files.exists(Self.networkManagerProgram) {
            files.write(
                "/etc/NetworkManager/conf.d/10-xen-provision.conf",
                "# Written by xen-provision: \(renderer.rawValue) has the interfaces.\n"
                    + "[keyfile]\nunmanaged-devices=type:ethernet;type:vlan\n")
        }
    }

    private func resetInterfaces(_ files: inout GuestFiles) {
        guard files.exists(Self.interfaces) else { return }
        files.write(
            Self.interfaces,
            "# Written by xen-provision: \(renderer.rawValue) has the other interfaces.\n"
                + "auto lo\niface lo inet loopback\n")
    }

    private func removeFiles(_ files: inout GuestFiles) {
        remove(&files, from: Self.netplan) { $0.hasSuffix(".yaml") }
        remove(&files, from: Self.connections) { $0.hasPrefix("cloud-init-") }
        remove(&files, from: Self.interfacesDirectory) { $0.hasPrefix("50-cloud-init") }
        let scripts = Set(network.vifs.map { "ifcfg-" + $0.guestInterface })
        remove(&files, from: Self.networkScripts, where: scripts.contains)
        // networkd takes the first file that matches, in the order of the names of all its directories: files behind
        // ours cannot get at our interfaces.
        let ours = renderer == .netplan ? "10-netplan-" : "20-eth"
        remove(&files, from: Self.networkd) { $0.hasSuffix(".network") && $0 < ours }
    }

    private func remove(_ files: inout GuestFiles, from directory: GuestPath, where matches: (String) -> Bool) {
        for name in files.names(in: directory) where matches(name) { files.remove(name, from: directory) }
    }
}
