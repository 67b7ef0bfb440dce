import Model
import Provision

/// What it takes to make a host match its fleet. Its JSON form is stable: fields are only ever added.
package struct FleetPlan: Encodable, Sendable {
    package enum Action: String, Encodable, Sendable, CaseIterable {
        case create
        /// Its configuration changes; it counts from the guest's next start on.
        case reconfigure
        /// It is removed with its disks and made anew, because `--replace` names it.
        case replace
        case remove
        /// What is wanted takes a replacement that nobody has allowed, or is in somebody else's way.
        case blocked
        case keep
    }

    /// One setting that is not as the guest was made.
    package struct Difference: Encodable, Sendable, Equatable {
        package let setting: String
        /// nil where the default was.
        package let from: [String]?
        package let to: [String]?
        package let effect: SettingEffect
    }

    package struct Item: Encodable, Sendable {
        package let name: String
        package let action: Action
        package let differences: [Difference]
        package let addresses: [String]
        /// Why it is blocked, or what else there is to know.
        package let note: String?
    }

    package let schema = 1
    package let fleet: String
    package let host: String?
    /// In the order of the file; those that are to be removed at the end.
    package let guests: [Item]

    package init(fleet: String, host: String?, guests: [Item]) {
        (self.fleet, self.host, self.guests) = (fleet, host, guests)
    }

    /// Whether anything differs.
    package var isPending: Bool { guests.contains { $0.action != .keep } }

    package func count(_ action: Action) -> Int { guests.count { $0.action == action } }

    private enum CodingKeys: String, CodingKey { case schema, fleet, host, guests, pending }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(schema, forKey: .schema)
        try container.encode(fleet, forKey: .fleet)
        try container.encodeIfPresent(host, forKey: .host)
        try container.encode(guests, forKey: .guests)
        try container.encode(isPending, forKey: .pending)
    }
}
