import Model

/// What a fleet file says, with all that it includes, before anything is merged or resolved.
package struct FleetFile: Sendable {
    /// One guest or range of `guests`.
    struct Entry: Sendable {
        let names: [Located<GuestName>]
        let layer: FleetLayer
    }

    /// From the first included file to the main one: the later, the higher.
    var defaults: [FleetLayer] = []
    var profiles: [String: (position: FleetPosition, layer: FleetLayer)] = [:]
    var hosts: [String: (position: FleetPosition, layer: FleetLayer)] = [:]
    var networks: [String: FleetNetwork] = [:]
    var guests: [Entry] = []
    var removed: [Located<GuestName>] = []
    private var count = 0

    package init() {}

    /// Puts the content of one file over that of those read before it.
    mutating func add(_ root: YAMLValue) throws(ProvisionError) {
        for entry in try root.entries(of: "a fleet") { try add(entry) }
    }

    private mutating func add(_ entry: YAMLValue.Entry) throws(ProvisionError) {
        let value = entry.value
        switch entry.key.value {
        case FleetKeys.includes: break
        case FleetKeys.defaults: defaults.append(try LayerParser(place: "'defaults'").parse(value))
        case FleetKeys.profiles:
            for item in try value.entries(of: "'profiles'") {
                try Self.add(item, to: &profiles, as: "profile")
            }
        case FleetKeys.hosts:
            for item in try value.entries(of: "'hosts'") { try Self.add(item, to: &hosts, as: "host") }
        case FleetKeys.networks:
            for item in try value.entries(of: "'networks'") { try addNetwork(item) }
        case FleetKeys.guests: try addGuests(value)
        case FleetKeys.removed:
            for text in try value.texts(of: "'removed'") { removed += try NamePattern(text).names }
        default: try FleetKeys.refuseUnknown(entry.key, in: "a fleet", known: FleetKeys.top)
        }
    }

    private static func add(
        _ item: YAMLValue.Entry, to table: inout [String: (position: FleetPosition, layer: FleetLayer)], as kind: String
    ) throws(ProvisionError) {
        let name = item.key.value
        if let other = table[name] {
            throw item.key.position.refusal(
                "the \(kind) '\(name.printable)' is there already, at \(other.position)", hint: "give one another name")
        }
        let layer = try LayerParser(place: "\(kind) '\(name.printable)'").parse(item.value)
        if kind == "host", let position = layer.host?.position ?? layer.profiles.first?.position {
            throw position.refusal("a host has no host and no profiles of its own", hint: "give its guests profiles")
        }
        if kind == "profile", let host = layer.host {
            throw host.position.refusal("a profile is for guests of any host", hint: "give guests their host")
        }
        table[name] = (item.key.position, layer)
    }

    private mutating func addNetwork(_ item: YAMLValue.Entry) throws(ProvisionError) {
        let name = item.key.value
        if let other = networks[name] {
            throw item.key.position.refusal(
                "the network '\(name.printable)' is there already, at \(other.position)", hint: "give one another name")
        }
        networks[name] = try NetworkParser(name: item.key).parse(item.value)
    }

    private mutating func addGuests(_ value: YAMLValue) throws(ProvisionError) {
        for item in try value.entries(of: "'guests'") {
            let names = try NamePattern(item.key).names
            let layer = try LayerParser(place: "guest '\(item.key.value.printable)'").parse(item.value)
            guests.append(Entry(names: names, layer: layer))
            count += names.count
            guard count <= NamePattern.limit else {
                throw item.key.position.refusal("the fleet has more than \(NamePattern.limit) guests")
            }
        }
    }
}
