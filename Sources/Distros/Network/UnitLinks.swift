import Model

/// The links by which systemd starts units, as `systemctl enable` would make them from `[Install]`.
struct UnitLinks {
    /// One unit and what wants it: `multi-user.target` gives `multi-user.target.wants/<unit>`.
    struct Unit {
        let name: String
        let wantedBy: String
    }

    let units: [Unit]

    /// networkd, its socket, and what makes `network-online.target` wait for it
    /// (`[Install]` of systemd-networkd.service and of the units it names in `Also=`).
    static let networkd = UnitLinks(units: [
        Unit(name: "systemd-networkd.service", wantedBy: "multi-user.target"),
        Unit(name: "systemd-networkd.socket", wantedBy: "sockets.target"),
        Unit(name: "systemd-networkd-wait-online.service", wantedBy: "network-online.target"),
    ])

    static let networkManager = UnitLinks(units: [
        Unit(name: "NetworkManager.service", wantedBy: "multi-user.target"),
        Unit(name: "NetworkManager-wait-online.service", wantedBy: "network-online.target"),
    ])

    /// Roots without a merged /usr have only the second.
    private static let unitDirectories: [GuestPath] = ["/usr/lib/systemd/system", "/lib/systemd/system"]

    /// Where the units themselves may be.
    var probes: [GuestPath] {
        units.flatMap { unit in Self.unitDirectories.compactMap { try? $0.appending(unit.name) } }
    }

    /// The links.
    var reads: [GuestPath] { units.compactMap { try? Self.link(for: $0) } }

    /// Units that the root does not have are left out.
    func enable(in files: inout GuestFiles) throws(ProvisionError) {
        for unit in units {
            let link = try Self.link(for: unit)
            guard !files.exists(link) else { continue }
            for directory in Self.unitDirectories {
                let target = try directory.appending(unit.name)
                guard files.exists(target) else { continue }
                files[link] = .link(target.text)
                break
            }
        }
    }

    /// Takes the links away; the units stay.
    func disable(in files: inout GuestFiles) {
        for link in reads { files.remove(link) }
    }

    private static func link(for unit: Unit) throws(ProvisionError) -> GuestPath {
        try GuestPath("/etc/systemd/system/\(unit.wantedBy).wants/\(unit.name)")
    }
}
