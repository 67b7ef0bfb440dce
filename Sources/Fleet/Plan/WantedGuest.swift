import Model
import Provision

/// A guest of this host as the fleet wants it, with its addresses: what one run of `create` is told.
package struct WantedGuest: Sendable {
    package let name: GuestName
    /// Where its name stands.
    package let position: FleetPosition
    /// The layer of the fleet alone, over which nothing lies and under which the host's configuration files do.
    package let settings: SettingValues
    package let secrets: [Setting: Located<SecretReference>]
    /// Of all its vifs, as far as they are known.
    package let addresses: [IPAddress]

    /// - Parameter given: addresses of pools, for each of its networks.
    init(_ guest: FleetGuest, networks: [FleetNetwork], given: [[IPNetwork]]) {
        name = guest.name
        position = guest.position
        secrets = guest.secrets
        var values = guest.settings
        let origin = guest.position.origin
        if let first = given.first, !first.isEmpty {
            let own = values.given[Settings.ip.name] ?? []
            values.set(Settings.ip, own + first.map { SettingValue($0.description, origin) })
        }
        if networks.count > 1 {
            let further = zip(networks, given).dropFirst().map { network, addresses in
                SettingValue(Self.vif(network, addresses), origin)
            }
            values.set(Settings.vif, further + (values.given[Settings.vif.name] ?? []))
        }
        settings = values
        let explicit = guest.settings[list: Settings.ip].map(\.text) + guest.vifParts("ip").map(\.text)
        addresses =
            explicit.compactMap { try? IPNetwork($0) { $0 == .ipv4 ? 24 : 64 }.address } + given.joined().map(\.address)
    }

    /// A further vif as `--vif` wants it.
    private static func vif(_ network: FleetNetwork, _ addresses: [IPNetwork]) -> String {
        var parts: [String] = []
        for row in [Settings.bridge, Settings.vlan, Settings.guestVLAN, Settings.mtu, Settings.rate] {
            if let value = network.values(row).last { parts.append("\(row.name)=\(value.value)") }
        }
        for row in [Settings.dhcp, Settings.dhcp6, Settings.slaac] where network.values(row).last?.value == "yes" {
            parts.append(row.name)
        }
        if !addresses.isEmpty { parts.append("ip=" + addresses.map(\.description).joined(separator: "+")) }
        return parts.joined(separator: ",")
    }

    /// All settings that a run of `create` would have.
    ///
    /// - Parameter base: what the host's configuration files say.
    package func values(over base: SettingValues) -> SettingValues {
        var values = base
        for (name, texts) in settings.given {
            if let setting = Settings.named(name) { values.set(setting, texts) }
        }
        // That there is one is all that anybody needs to know here.
        for (setting, reference) in secrets { values.set(setting, ["given"], reference.position.origin) }
        if secrets[Settings.password] != nil { values.clear(Settings.passwordFile) }
        let names = Set(settings.given.keys)
        values.settleStorage(names)
        values.settleAddressing(names)
        values.set(Settings.hostname, [name.text], position.origin)
        return values
    }

    /// The options of `create` that say all this but secrets; the order is the table's.
    package var arguments: [String] {
        var words = ["--hostname=\(name)"]
        for row in Settings.all {
            for value in settings.given[row.name] ?? [] {
                let isOff = row.kind == .flag && value.text == "no"
                words.append(
                    isOff ? "--no-\(row.name)" : row.kind == .flag ? "--\(row.name)" : "--\(row.name)=\(value.text)")
            }
        }
        return words
    }
}

/// Gives the guests of one host their addresses.
package enum WantedGuests {
    /// - Parameter host: the key of `hosts`; nil where the fleet speaks of none.
    /// - Throws: `.badInput` where a pool is exhausted.
    package static func resolve(
        _ fleet: Fleet, host: String?, taken: TakenAddresses
    ) throws(ProvisionError) -> [WantedGuest] {
        let guests = fleet.guests.filter { host == nil || $0.host == host }
        var allocator = AddressAllocator(fleet: fleet, host: host, taken: taken)
        let given = try allocator.allocate(guests)
        return guests.map { guest in
            let networks = guest.networks.compactMap { fleet.networks[$0.value] }
            return WantedGuest(guest, networks: networks, given: given[guest.name] ?? [])
        }
    }
}
