import Model
import Provision

/// A checked fleet: every guest with its merged settings. Addresses of pools are not given away yet, for that takes
/// what the host remembers.
package struct Fleet: Sendable {
    /// Of all hosts, in the order of the file.
    package let guests: [FleetGuest]
    package let networks: [String: FleetNetwork]
    /// Guests that the fleet says must not be there.
    package let removed: [Located<GuestName>]
    /// The dom0s; empty where the fleet does not say.
    package let hosts: [String]

    /// - Throws: `.badInput` for the first thing that does not fit, with file, line and column.
    package init(_ file: FleetFile) throws(ProvisionError) {
        let merger = try LayerMerger(file)
        var guests: [FleetGuest] = []
        for entry in file.guests { guests += try merger.guests(entry) }
        self.guests = guests
        networks = file.networks
        removed = file.removed
        hosts = file.hosts.keys.sorted()
        try FleetCheck(guests: guests, removed: removed).check()
        try checkPools()
    }

    /// The guests of one dom0: all where the fleet speaks of no hosts.
    ///
    /// - Parameter name: of the host, short or fully qualified.
    /// - Throws: `.usage` where the fleet has hosts, and this is none of them.
    package func guests(of name: String) throws(ProvisionError) -> [FleetGuest] {
        guard let host = try host(named: name) else { return guests }
        return guests.filter { $0.host == host }
    }

    /// The key of `hosts` that this name means; nil where the fleet speaks of no hosts.
    package func host(named name: String) throws(ProvisionError) -> String? {
        guard !hosts.isEmpty else { return nil }
        let short = name.split(separator: ".").first.map(String.init) ?? name
        let matches =
            hosts.filter { $0 == name } + hosts.filter { $0 == short } + hosts.filter { $0.hasPrefix(name + ".") }
        guard let match = matches.first else {
            throw ProvisionError(
                .usage, "the fleet has no host '\(name.printable)': it knows \(hosts.joined(separator: ", "))",
                hint: Suggestion.hint(for: name, among: hosts) ?? "name one with --host")
        }
        return match
    }

    /// A pool that serves two hosts would give an address away twice, for neither sees what the other remembers.
    private func checkPools() throws(ProvisionError) {
        guard hosts.count > 1 else { return }
        var users: [String: FleetGuest] = [:]
        for guest in guests {
            for name in guest.networks {
                guard let network = networks[name.value], network.pools.contains(where: { $0.host == nil }) else {
                    continue
                }
                if let other = users[name.value], other.host != guest.host {
                    throw network.position.refusal(
                        "the pools of network '\(name.value.printable)' serve guests of two hosts,"
                            + " \(other.name) and \(guest.name)",
                        hint: "a host cannot see what another gives away: write 'pools: {HOST: […], HOST: […]}'")
                }
                users[name.value] = guest
            }
        }
    }
}

/// A guest as the fleet wants it.
package struct FleetGuest: Sendable {
    package let name: GuestName
    /// Where its name stands.
    package let position: FleetPosition
    /// The dom0 that it belongs to; nil where the fleet speaks of none.
    package let host: String?
    /// Of its vifs, the first of `eth0`.
    package let networks: [Located<String>]
    /// What the fleet says, all layers merged, without addresses of pools and without secrets.
    package let settings: SettingValues
    package let secrets: [Setting: Located<SecretReference>]
}
