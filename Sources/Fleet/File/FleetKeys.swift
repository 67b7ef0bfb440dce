import Model
import Provision

/// The words of a fleet file besides the rows of the settings table.
package enum FleetKeys {
    package static let includes = "includes"
    package static let defaults = "defaults"
    package static let profiles = "profiles"
    package static let networks = "networks"
    package static let hosts = "hosts"
    package static let guests = "guests"
    package static let removed = "removed"

    /// At the top of the file.
    package static let top = [includes, defaults, profiles, networks, hosts, guests, removed]

    package static let network = "network"
    package static let host = "host"

    /// Of a layer, besides the rows.
    package static let layer = [profiles, network, host]

    package static let pools = "pools"
    package static let reserved = "reserved"
    /// Of a network, besides the rows.
    package static let ofNetwork = [pools, reserved]

    /// The rows that a layer may give: all but the name, which is the guest's key, and those of a single run.
    package static let rows: [Setting] = Settings.all.filter {
        $0.group != .run && $0 != Settings.hostname && !ofOneRun.contains($0)
    }

    /// Rows outside the group of a run that count on the command line only all the same.
    static let ofOneRun: Set<Setting> = [Settings.force]

    /// The rows that a network may give: what belongs to the wire and not to the guest.
    package static let networkRows: [Setting] = [
        Settings.bridge, Settings.vlan, Settings.guestVLAN, Settings.mtu, Settings.rate, Settings.gateway,
        Settings.nameserver, Settings.searchDomain, Settings.dhcp, Settings.dhcp6, Settings.slaac,
    ]

    static func refuseUnknown(
        _ key: Located<String>, in place: String, known: [String]
    ) throws(ProvisionError) -> Never {
        throw key.position.refusal(
            "'\(key.value.printable.shortened)' is no key of \(place)",
            hint: Suggestion.hint(for: key.value, among: known)
                ?? (known.count <= 12 ? "the keys are \(known.joined(separator: ", "))" : nil)
                ?? "every option of 'xen-provision create' is a key, without its hyphens")
    }
}
