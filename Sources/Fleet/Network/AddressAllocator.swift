import Model
import Provision

/// Gives guests addresses out of the pools of their networks: those that they have, else the lowest free ones, in the
/// order of the file. The same fleet and the same state give the same addresses.
package struct AddressAllocator {
    private let fleet: Fleet
    private let host: String?
    private var taken: TakenAddresses
    /// By hosts(5): the addresses of a guest before it was made.
    private let known: [String: [IPAddress]]
    /// Where the search in a pool goes on.
    private var cursors: [FleetPosition: IPAddress] = [:]

    /// - Parameter host: the key of `hosts` whose guests get addresses.
    package init(fleet: Fleet, host: String?, taken: TakenAddresses) {
        (self.fleet, self.host, self.taken) = (fleet, host, taken)
        var known: [String: [IPAddress]] = [:]
        for (address, names) in taken.hosts {
            for name in names { known[name, default: []].append(address) }
        }
        self.known = known
        for guest in fleet.guests {
            for value in guest.settings[list: Settings.ip] + guest.vifParts("ip") {
                self.taken.add(value.text, of: guest.name.text)
            }
        }
        for network in fleet.networks.values {
            for value in network.values(Settings.gateway) + network.values(Settings.nameserver) {
                self.taken.add(value.value, of: "")
            }
        }
    }

    /// Addresses for each guest's vifs, in the order of its networks.
    ///
    /// - Throws: `.badInput` where a pool is exhausted.
    package mutating func allocate(
        _ guests: [FleetGuest]
    ) throws(ProvisionError) -> [GuestName: [[IPNetwork]]] {
        var result: [GuestName: [[IPNetwork]]] = [:]
        // Who has an address keeps it, whatever stands in front of it in the file.
        for guest in guests { result[guest.name] = keep(guest) }
        for guest in guests {
            for (index, name) in guest.networks.enumerated() {
                guard let network = fleet.networks[name.value] else { continue }
                for family in families(network, guest, index)
                where result[guest.name]?[index].contains(where: { $0.address.family == family }) != true {
                    result[guest.name]?[index].append(try draw(family, network, guest))
                }
            }
        }
        return result
    }

    /// The families that a vif wants an address of.
    private func families(_ network: FleetNetwork, _ guest: FleetGuest, _ index: Int) -> [IPAddress.Family] {
        let offered = Set(pools(network).map(\.range.first.family))
        var wanted: [IPAddress.Family] = []
        if offered.contains(.ipv4), index > 0 || !guest.hasIPv4 { wanted.append(.ipv4) }
        if offered.contains(.ipv6), index > 0 || !guest.hasIPv6 { wanted.append(.ipv6) }
        return wanted
    }

    private func pools(_ network: FleetNetwork) -> [FleetNetwork.Pool] {
        network.pools.filter { $0.host == nil || $0.host == host }
    }

    /// What the guest has or is known by.
    private mutating func keep(_ guest: FleetGuest) -> [[IPNetwork]] {
        var kept: [[IPNetwork]] = []
        for (index, name) in guest.networks.enumerated() {
            var addresses: [IPNetwork] = []
            if let network = fleet.networks[name.value] {
                for family in families(network, guest, index) {
                    guard let found = candidate(family, network, guest, index) else { continue }
                    addresses.append(found)
                    taken.give(found.address, to: guest.name.text)
                }
            }
            kept.append(addresses)
        }
        return kept
    }

    private func candidate(
        _ family: IPAddress.Family, _ network: FleetNetwork, _ guest: FleetGuest, _ index: Int
    ) -> IPNetwork? {
        let name = guest.name.text
        // The table of names does not say which vif it means: the first one it is.
        let named = index == 0 ? (known[name] ?? []).sorted() : []
        for address in (taken.remembered[name]?[index] ?? []) + named {
            guard address.family == family, taken.mayBelong(address, to: name),
                let pool = pools(network).first(where: { $0.range.contains(address) })
            else { continue }
            return try? IPNetwork(address: address, prefixLength: pool.range.prefixLength)
        }
        return nil
    }

    private mutating func draw(
        _ family: IPAddress.Family, _ network: FleetNetwork, _ guest: FleetGuest
    ) throws(ProvisionError) -> IPNetwork {
        let pools = pools(network).filter { $0.range.first.family == family }
        for pool in pools {
            var candidate = cursors[pool.position] ?? pool.range.first
            while candidate <= pool.range.last {
                if let obstacle = network.reserved.first(where: { $0.contains(candidate) }) {
                    candidate = obstacle.last
                } else if taken.isFree(candidate), pool.range.isUsable(candidate) {
                    taken.give(candidate, to: guest.name.text)
                    cursors[pool.position] = candidate
                    return try IPNetwork(address: candidate, prefixLength: pool.range.prefixLength)
                }
                guard let next = candidate.next else { break }
                candidate = next
            }
            cursors[pool.position] = pool.range.last
        }
        let ranges = pools.map { $0.range.description }.joined(separator: ", ")
        throw (pools.last?.position ?? network.position).refusal(
            "no \(family == .ipv4 ? "IPv4" : "IPv6") address of network '\(network.name.printable)' is left for"
                + " \(guest.name): \(ranges)",
            hint: "add a pool, or remove guests that are no longer wanted")
    }
}

extension FleetGuest {
    /// Whether it has said itself where its first vif's IPv4 address comes from.
    fileprivate var hasIPv4: Bool {
        settings.isOn(Settings.dhcp) || settings[list: Settings.ip].contains { !$0.text.contains(":") }
    }

    fileprivate var hasIPv6: Bool {
        settings.isOn(Settings.dhcp6) || settings.isOn(Settings.slaac)
            || settings[list: Settings.ip].contains { $0.text.contains(":") }
    }
}
