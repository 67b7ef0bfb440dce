import FoundationEssentials
import Model
import Provision

/// The JSON Schema of fleet files (draft 2020-12), made from the settings table, for editors and checkers.
package enum FleetSchema {
    package static let identifier = "urn:xen-provision:fleet:1"

    /// - Throws: `.failed` where the schema cannot be written, which would be our mistake.
    package static func text() throws(ProvisionError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(schema), as: UTF8.self) + "\n"
        } catch {
            throw ProvisionError(.failed, "the schema cannot be written: \(error)")
        }
    }

    private static var schema: JSONValue {
        .object([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .string(identifier),
            "title": "A fleet of Xen guests for xen-provision",
            "type": "object",
            "additionalProperties": false,
            "properties": .object([
                FleetKeys.includes: described("Files that this one lies over; relative to it.", texts),
                FleetKeys.defaults: reference("layer"),
                FleetKeys.profiles: table("layer", "Profiles that guests are made from, by name."),
                FleetKeys.hosts: table("layer", "The dom0s, by host name, with what goes for their guests."),
                FleetKeys.networks: table("network", "Networks, by name."),
                FleetKeys.guests: table("layer", "Guests, by name or range of names such as web[01-20]."),
                FleetKeys.removed: described("Guests that must not be there; names or ranges.", texts),
            ]),
            "$defs": .object(["layer": layer, "network": network, "secret": secret]),
        ])
    }

    private static var layer: JSONValue {
        var properties: [String: JSONValue] = [
            FleetKeys.profiles: described("Profiles, the later over the former.", texts),
            FleetKeys.network: described("Network of each vif, the first of eth0.", texts),
            FleetKeys.host: described("The dom0 that it belongs to.", ["type": "string"]),
        ]
        for row in FleetKeys.rows { add(row, to: &properties) }
        return .object(["type": ["object", "null"], "additionalProperties": false, "properties": .object(properties)])
    }

    private static var network: JSONValue {
        let perHost: JSONValue = ["type": "object", "additionalProperties": texts]
        var properties: [String: JSONValue] = [
            FleetKeys.pools: described(
                "Addresses to give away, such as 192.0.2.0/24 or 192.0.2.100-192.0.2.199/24; by host where there are"
                    + " several.", ["anyOf": .array([texts, perHost])]),
            FleetKeys.reserved: described("Addresses and ranges that are never given away.", texts),
        ]
        for row in FleetKeys.networkRows { add(row, to: &properties) }
        return .object(["type": ["object", "null"], "additionalProperties": false, "properties": .object(properties)])
    }

    private static let secret: JSONValue = [
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
        "properties": [
            "env": ["type": "string", "description": "Variable of the environment that apply is run in."],
            "file": ["type": "string", "description": "File whose first line it is."],
        ],
    ]

    /// A row under all its names, and with a plus where it is a list.
    private static func add(_ row: Setting, to properties: inout [String: JSONValue]) {
        for name in [row.name] + row.aliases {
            properties[name] = described(row.help, value(row), fallback: row.fallback)
            if row.kind == .list { properties[name + "+"] = described("Added: " + row.help, texts) }
        }
    }

    private static func value(_ row: Setting) -> JSONValue {
        if Settings.secret.contains(row) { return reference("secret") }
        switch row.kind {
        case .flag: return ["enum": [true, false, "yes", "no", "on", "off", 1, 0]]
        case .list: return texts
        case .choice(let words): return .object(["enum": .array(words.map { .string($0) })])
        case .text: return ["type": ["string", "number"]]
        }
    }

    private static let texts: JSONValue = [
        "anyOf": [
            ["type": ["string", "number"]], ["type": "array", "items": ["type": ["string", "number"]]],
        ]
    ]

    private static func reference(_ name: String) -> JSONValue { .object(["$ref": .string("#/$defs/" + name)]) }

    private static func table(_ name: String, _ description: String) -> JSONValue {
        described(description, .object(["type": "object", "additionalProperties": reference(name)]))
    }

    private static func described(_ text: String, _ value: JSONValue, fallback: String? = nil) -> JSONValue {
        guard case .object(var members) = value else { return value }
        members["description"] = .string(text)
        if let fallback { members["default"] = .string(fallback) }
        return .object(members)
    }
}
