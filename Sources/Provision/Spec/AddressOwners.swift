import Model

/// Refuses addresses that somebody else has: a guest with a record, one with a configuration only, or a name in dom0's
/// table of names.
struct AddressOwners {
    let request: SpecRequest
    let name: GuestName

    /// - Throws: `.exists` with the owner of the first one.
    func refuseTaken(_ vifs: [VifSpec]) throws(ProvisionError) {
        let addresses = vifs.flatMap { $0.addressing.addresses.map(\.address) }
        let macs = vifs.map(\.mac)
        for guest in request.facts.guests where guest.name != name {
            for vif in guest.vifs {
                let theirs = vif.addressing.addresses.map(\.address)
                try refuse(theirs.first(where: addresses.contains), of: "guest \(guest.name)")
                try refuse([vif.mac].first(where: macs.contains), of: "guest \(guest.name)")
            }
        }
        for guest in request.foreignGuests {
            let owner = "guest \(guest.name.printable) of \(guest.configuration.printable)"
            try refuse(guest.addresses.first(where: addresses.contains), of: owner)
            try refuse(guest.macs.first(where: macs.contains), of: owner)
        }
        try refuseNamed(addresses)
    }

    private func refuse(_ address: IPAddress?, of owner: String) throws(ProvisionError) {
        guard let address else { return }
        throw ProvisionError(.exists, "the address \(address) belongs to \(owner)", hint: "choose a free one")
    }

    private func refuse(_ mac: MACAddress?, of owner: String) throws(ProvisionError) {
        guard let mac else { return }
        throw ProvisionError(.exists, "the MAC address \(mac) belongs to \(owner)", hint: "choose a free one")
    }

    private func refuseNamed(_ addresses: [IPAddress]) throws(ProvisionError) {
        let file = request.paths.tableOfNames
        guard let text = request.facts.texts[file] else { return }
        let table = HostsTable(parsing: text)
        for address in addresses {
            guard let owner = table.stranger(at: address, besides: name) else { continue }
            throw ProvisionError(
                .exists, "the address \(address) belongs to '\(owner.printable)' in \(file)",
                hint: "remove that line if it is stale, or take another address")
        }
    }
}

extension SpecRequest {
    /// MAC addresses that other guests have.
    var takenMACs: Set<MACAddress> {
        Set(facts.guests.flatMap { $0.vifs.map(\.mac) } + foreignGuests.flatMap(\.macs))
    }

    /// Guests without a record, but for one whose configuration is this guest's own.
    var foreignGuests: [ForeignGuest] {
        let directory = values.text(Settings.output).map(absolute) ?? paths.xen
        let own = "\(directory)/\(values.text(Settings.hostname) ?? "")\(values.text(Settings.extension) ?? "")"
        return facts.foreignGuests.filter { $0.configuration != own }
    }
}
