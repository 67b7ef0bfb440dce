import Model

/// What ties a guest to the configuration that was written for it.
package protocol Recorded: Sendable {
    var name: GuestName { get }
    /// Path of its domain configuration.
    var configuration: String { get }
    /// The configuration as it was written.
    var configurationText: String { get }
}

extension GuestRecord: Recorded {}

/// As much of a guest's record as a list shows: to read no more than that makes a list of a thousand guests quick.
package struct GuestSummary: Hashable, Codable, Recorded, SchemaDocument {
    package static let currentSchema = GuestRecord.currentSchema

    package let schema: Int
    package let state: GuestRecord.State
    package let name: GuestName
    package let distribution: String
    package let configuration: String
    package let configurationText: String
    private let vifs: [Vif]

    private struct Vif: Hashable, Codable {
        let addressing: Addressing

        struct Addressing: Hashable, Codable { let addresses: [IPNetwork] }
    }

    package init(_ record: GuestRecord) {
        schema = record.schema
        state = record.state
        name = record.name
        distribution = record.distribution
        configuration = record.configuration
        configurationText = record.configurationText
        vifs = record.vifs.map { Vif(addressing: Vif.Addressing(addresses: $0.addressing.addresses)) }
    }

    /// Static addresses of all its vifs, in their order.
    package var addresses: [IPAddress] { vifs.flatMap { $0.addressing.addresses.map(\.address) } }
}
