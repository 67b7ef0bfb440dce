import Model
import Provision

/// Addresses that are given away already, and whose they are.
package struct TakenAddresses: Sendable {
    /// The guest that has it.
    private(set) var guests: [IPAddress: String] = [:]
    /// The names that hosts(5) gives it.
    private(set) var hosts: [IPAddress: Set<String>] = [:]
    /// Recorded addresses by guest and vif.
    private(set) var remembered: [String: [Int: [IPAddress]]] = [:]

    package init() {}

    /// What a guest of this host has.
    package mutating func add(_ record: GuestRecord) {
        for vif in record.vifs {
            for network in vif.addressing.addresses {
                guests[network.address] = record.name.text
                remembered[record.name.text, default: [:]][vif.index, default: []].append(network.address)
            }
        }
    }

    /// An address that something speaks of without a record, such as a configuration or the fleet itself; what is no
    /// address is nobody's.
    package mutating func add(_ address: String, of owner: String) {
        let text = address.split(separator: "/").first.map(String.init) ?? address
        if let address = try? IPAddress(text), guests[address] == nil { guests[address] = owner }
    }

    /// Lines of hosts(5): each address belongs to its names.
    package mutating func add(hosts text: String) {
        for (address, names) in HostsTable(parsing: text).names { hosts[address, default: []].formUnion(names) }
    }

    /// Whether somebody has it.
    package func isTaken(_ address: IPAddress) -> Bool { guests[address] != nil }

    mutating func give(_ address: IPAddress, to guest: String) { guests[address] = guest }

    /// Nobody has it, and no table of names speaks of it.
    func isFree(_ address: IPAddress) -> Bool { guests[address] == nil && hosts[address] == nil }

    /// It may go on belonging to this guest.
    func mayBelong(_ address: IPAddress, to guest: String) -> Bool {
        (guests[address] ?? guest) == guest && hosts[address]?.contains(guest) ?? true
    }
}
