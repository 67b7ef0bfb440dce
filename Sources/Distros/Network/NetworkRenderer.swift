import Model

/// The program inside the guest that brings its interfaces up, named as users and netplan name it.
package enum NetworkRenderer: String, CaseIterable, Hashable, Codable, Sendable {
    /// Debian, Devuan and Alpine: `/etc/network/interfaces`.
    case ifupdown
    /// Comes with systemd: `/etc/systemd/network/*.network`.
    case networkd = "systemd-networkd"
    /// Ubuntu and Debian's cloud images: `/etc/netplan/*.yaml`, for networkd.
    case netplan
    /// Fedora and Enterprise Linux: keyfiles in `/etc/NetworkManager/system-connections`.
    case networkManager = "NetworkManager"

    /// The edit that writes this program's configuration.
    ///
    /// - Parameter origin: where the addresses come from, for the plan.
    package func edit(
        _ network: NetworkSpec, templates: any TextTemplates, origin: String = "default"
    ) -> any GuestEdit {
        switch self {
        case .ifupdown: ConfigureIfupdown(network: network, templates: templates, origin: origin)
        case .networkd: ConfigureNetworkd(network: network, templates: templates, origin: origin)
        case .netplan: ConfigureNetplan(network: network, templates: templates, origin: origin)
        case .networkManager: ConfigureNetworkManager(network: network, templates: templates, origin: origin)
        }
    }

    /// True when it hands name servers to systemd-resolved itself, those given as well as those from DHCP.
    package var carriesResolver: Bool { self != .ifupdown }

    /// True when name servers that come by DHCP reach `/etc/resolv.conf` only through systemd-resolved, so that a
    /// guest with DHCP and no name servers of its own needs that package.
    package var needsResolved: Bool { self == .networkd || self == .netplan }
}
