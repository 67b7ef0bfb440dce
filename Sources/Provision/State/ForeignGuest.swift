import Model

/// A guest without a record of ours: what its configuration keeps from others.
package struct ForeignGuest: Hashable, Codable, Sendable {
    package var name: String
    /// Path of its domain configuration.
    package var configuration: String
    package var addresses: [IPAddress]
    package var macs: [MACAddress]

    package init(name: String, configuration: String, addresses: [IPAddress], macs: [MACAddress]) {
        self.name = name
        self.configuration = configuration
        self.addresses = addresses
        self.macs = macs
    }

    /// - Returns: nil where it has no configuration that could be read.
    /// - Throws: `.badInput` for vifs that nobody can read.
    package init?(_ guest: KnownGuest) throws(ProvisionError) {
        guard let path = guest.configurationPath, let config = guest.configuration else { return nil }
        let vifs = try config.vifs()
        name = guest.name
        configuration = path
        // Names of hosts occur there as well, and addresses with prefixes.
        addresses = vifs.flatMap(\.addresses).compactMap { text in
            try? IPAddress(String(text.prefix { $0 != "/" }))
        }
        macs = vifs.compactMap(\.mac)
    }
}

/// All guests without a record of ours, as far as their configurations can be read.
package struct ForeignGuests {
    package let guests: [ForeignGuest]
    /// What could not be read, in a sentence each: it hides no other guest and stops nobody.
    package let problems: [String]

    package init(_ inventory: GuestInventory, besides records: [GuestRecord]) {
        var guests: [ForeignGuest] = []
        var problems: [String] = []
        do throws(ProvisionError) {
            for stranger in try inventory.strangers(records, unreadable: { problems.append("\($0)") }) {
                do throws(ProvisionError) {
                    if let guest = try ForeignGuest(stranger) { guests.append(guest) }
                } catch {
                    problems.append("\(stranger.configurationPath ?? stranger.name): \(error)")
                }
            }
        } catch {
            problems.append("\(error)")
        }
        self.guests = guests
        self.problems = problems
    }
}
