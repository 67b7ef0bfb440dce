import Distros
import Model

/// The packages that a guest needs besides what its variant brings.
struct PackageChoice {
    let request: SpecRequest
    let release: DistroRelease
    let architecture: String

    func packages() throws(ProvisionError) -> [String] {
        var packages: [String] = []
        if try !usesDom0Kernel { packages += [try kernel(), "initramfs-tools", "zstd"] }
        packages += ["systemd-sysv", "dbus", "udev", "iproute2", "tzdata"]
        packages += try network()
        if request.values.isOn(Settings.ssh) { packages.append("openssh-server") }
        if !request.values[list: Settings.user].isEmpty { packages.append("sudo") }
        if let locale = request.values.text(Settings.locale), !locale.hasPrefix("C.") { packages.append("locales") }
        return packages + fileSystemTools
    }

    private var usesDom0Kernel: Bool {
        get throws(ProvisionError) {
            try request.wayOfBooting() == "dom0-kernel"
        }
    }

    private func kernel() throws(ProvisionError) -> String {
        guard let name = release.kernelPackage(architecture: architecture) else {
            throw ProvisionError(
                .usage, "\(release.codename) has no kernel for Xen guests of architecture \(architecture)",
                hint: "use --arch=amd64, or --boot-by=dom0-kernel")
        }
        return name
    }

    /// The program that configures the network, with what it needs for DHCP.
    private func network() throws(ProvisionError) -> [String] {
        let requested = NetworkRenderer(rawValue: try request.choice(Settings.renderer))
        let renderer = requested ?? (release.defaultRenderer == .netplan ? .netplan : .ifupdown)
        let dhcp = isOn("dhcp", Settings.dhcp) || isOn("dhcp6", Settings.dhcp6)
        switch renderer {
        // Since trixie no client comes by itself with ifupdown.
        case .ifupdown: return ["ifupdown"] + (dhcp ? [release.dhcpClient] : [])
        case .networkManager: return ["network-manager"]
        case .netplan: return ["netplan.io"] + (dhcp ? resolved : [])
        case .networkd: return dhcp ? resolved : []
        }
    }

    /// systemd-resolved has been a package of its own since Debian 12 and Ubuntu 23.04.
    private var resolved: [String] {
        release.hasResolvedPackage ? ["systemd-resolved"] : []
    }

    private func isOn(_ key: String, _ setting: Setting) -> Bool {
        request.values.isOn(setting)
            || request.values[list: Settings.vif].contains {
                $0.text.split(separator: ",").contains { $0 == key || $0 == "\(key)=1" || $0 == "\(key)=yes" }
            }
    }

    private var fileSystemTools: [String] {
        ["xfs": ["xfsprogs"], "btrfs": ["btrfs-progs"]][request.values.text(Settings.fs) ?? "ext4"] ?? []
    }
}
