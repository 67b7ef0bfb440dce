import Model
import Provision

/// A network that guests are on: what belongs to the wire, and pools of addresses.
package struct FleetNetwork: Sendable {
    package struct Pool: Sendable {
        package let range: AddressRange
        package let position: FleetPosition
        /// The only host whose guests it is for; nil where the fleet has one host, or none.
        package let host: String?
    }

    package let name: String
    package let position: FleetPosition
    /// Rows of `FleetKeys.networkRows`.
    let layer: FleetLayer
    /// In the order in which they are used up.
    package let pools: [Pool]
    /// Never given away.
    package let reserved: [AddressRange]

    func values(_ setting: Setting) -> [Located<String>] {
        layer.settings.first { $0.setting == setting }?.values ?? []
    }
}

/// Reads one network of a fleet file.
struct NetworkParser {
    let name: Located<String>

    func parse(_ value: YAMLValue) throws(ProvisionError) -> FleetNetwork {
        let place = "network '\(name.value.printable)'"
        var pools: [FleetNetwork.Pool] = []
        var reserved: [AddressRange] = []
        var rest: [YAMLValue.Entry] = []
        for entry in try value.entries(of: place) {
            switch entry.key.value {
            case FleetKeys.pools: pools = try self.pools(entry.value)
            case FleetKeys.reserved:
                for text in try entry.value.texts(of: "'reserved'") { reserved.append(try Self.reserved(text)) }
            default:
                guard let row = Settings.named(entry.key.value), FleetKeys.networkRows.contains(row) else {
                    try FleetKeys.refuseUnknown(
                        entry.key, in: place, known: FleetKeys.ofNetwork + FleetKeys.networkRows.map(\.name))
                }
                rest.append(entry)
            }
        }
        let layer = try LayerParser(place: place).parse(
            YAMLValue(content: .mapping(rest), position: value.position, weight: 0))
        return FleetNetwork(
            name: name.value, position: name.position, layer: layer, pools: pools, reserved: reserved)
    }

    /// A list, or one list for each host.
    private func pools(_ value: YAMLValue) throws(ProvisionError) -> [FleetNetwork.Pool] {
        guard case .mapping(let entries) = value.content else { return try pools(value, host: nil) }
        var pools: [FleetNetwork.Pool] = []
        for entry in entries {
            for pool in try self.pools(entry.value, host: entry.key.value) {
                if let other = pools.first(where: { $0.range.overlaps(pool.range) && $0.host != pool.host }) {
                    throw pool.position.refusal(
                        "the pool \(pool.range) of host '\(entry.key.value.printable)' overlaps that at \(other.position)",
                        hint: "a host cannot see what another has given away: share the addresses out")
                }
                pools.append(pool)
            }
        }
        return pools
    }

    private func pools(_ value: YAMLValue, host: String?) throws(ProvisionError) -> [FleetNetwork.Pool] {
        try value.texts(of: "'pools'").map { (text) throws(ProvisionError) in
            .init(range: try Self.range(text), position: text.position, host: host)
        }
    }

    private static func range(_ text: Located<String>) throws(ProvisionError) -> AddressRange {
        do throws(ProvisionError) {
            return try AddressRange(text.value)
        } catch {
            throw text.position.refusal(error.message, hint: error.hint)
        }
    }

    /// One address, or a range.
    private static func reserved(_ text: Located<String>) throws(ProvisionError) -> AddressRange {
        let isRange = text.value.contains("/") || text.value.contains("-")
        let width = text.value.contains(":") ? 128 : 32
        return try range(
            isRange && text.value.contains("/")
                ? text : Located(isRange ? "\(text.value)/0" : "\(text.value)/\(width)", text.position))
    }
}
