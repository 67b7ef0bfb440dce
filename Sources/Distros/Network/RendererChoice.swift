import Model

/// Chooses the renderer by what the root contains, since one suite may come with any of them.
package enum RendererChoice {
    /// What a root says about its renderers.
    package struct Facts: Hashable, Sendable {
        /// Installed.
        package var present: Set<NetworkRenderer>
        /// Installed and started at boot; of interest for networkd, which every systemd root has, and NetworkManager.
        package var enabled: Set<NetworkRenderer>

        /// `enabled` should be part of `present`.
        package init(present: Set<NetworkRenderer>, enabled: Set<NetworkRenderer> = []) {
            self.present = present
            self.enabled = enabled
        }
    }

    /// The paths to ask a root about, for `facts(_:)`.
    package static var probes: [GuestPath] { (programs + switches).flatMap(\.paths) + [ifupdownDirectory] }

    /// - Parameter files: a root loaded with `probes`.
    package static func facts(_ files: GuestFiles) -> Facts {
        func found(_ rows: [(renderer: NetworkRenderer, paths: [GuestPath])]) -> Set<NetworkRenderer> {
            Set(rows.filter { $0.paths.contains(where: files.exists) }.map(\.renderer))
        }
        var present = found(programs)
        // Enterprise Linux has an `ifup` of its own, for ifcfg files.
        if !files.exists(ifupdownDirectory) { present.remove(.ifupdown) }
        return Facts(present: present, enabled: found(switches).intersection(present))
    }

    /// The rule, the first that holds:
    /// 1. what was asked for, which must be in the root;
    /// 2. netplan: whoever installs it means it to own the network (Ubuntu, Debian's cloud images);
    /// 3. NetworkManager, if it is started at boot (Fedora, Enterprise Linux);
    /// 4. networkd, if it is started at boot (Arch, container images);
    /// 5. the family's own, if it is there (ifupdown: Debian, Devuan, Alpine);
    /// 6. ifupdown, NetworkManager, networkd, if they are there at all.
    ///
    /// - Throws: `.unavailable` when what was asked for, or anything at all, is not in the root.
    package static func choose(
        requested: NetworkRenderer?, present facts: Facts, familyDefault: NetworkRenderer
    ) throws(ProvisionError) -> NetworkRenderer {
        if let requested {
            guard facts.present.contains(requested) else { throw missing(requested, facts) }
            return requested
        }
        if facts.present.contains(.netplan) { return .netplan }
        let started: [NetworkRenderer] = [.networkManager, .networkd]
        if let renderer = started.first(where: facts.enabled.contains) { return renderer }
        let rest: [NetworkRenderer] = [familyDefault, .ifupdown, .networkManager, .networkd]
        guard let renderer = rest.first(where: facts.present.contains) else {
            throw ProvisionError(
                .unavailable, "the guest's root has nothing that could configure its network",
                hint: "install \(familyDefault.rawValue) in it")
        }
        return renderer
    }

    private static func missing(_ renderer: NetworkRenderer, _ facts: Facts) -> ProvisionError {
        let names = facts.present.map(\.rawValue).sorted().joined(separator: ", ")
        let others = names.isEmpty ? "" : ", or choose one that is there: \(names)"
        return ProvisionError(
            .unavailable, "the network renderer \(renderer.rawValue) is not in the guest's root",
            hint: "install its package in the guest\(others)")
    }

    private static let ifupdownDirectory: GuestPath = "/etc/network"

    private static let programs: [(renderer: NetworkRenderer, paths: [GuestPath])] = [
        (.netplan, ["/usr/sbin/netplan"]),
        (.networkManager, ["/usr/sbin/NetworkManager", "/usr/bin/NetworkManager"]),
        (.networkd, ["/usr/lib/systemd/systemd-networkd", "/lib/systemd/systemd-networkd"]),
        (.ifupdown, ["/usr/sbin/ifup", "/sbin/ifup"]),
    ]

    private static let switches: [(renderer: NetworkRenderer, paths: [GuestPath])] = [
        (
            .networkManager,
            [
                "/etc/systemd/system/multi-user.target.wants/NetworkManager.service",
                "/etc/runlevels/default/networkmanager",
            ]
        ),
        (.networkd, ["/etc/systemd/system/multi-user.target.wants/systemd-networkd.service"]),
    ]
}
