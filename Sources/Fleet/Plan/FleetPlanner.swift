import Model
import Provision

/// Compares a fleet with the guests of its host. Pure.
package struct FleetPlanner {
    /// What is known of the host's guests.
    package struct Known: Sendable {
        let records: [String: GuestRecord]
        let others: [String: String]

        /// - Parameters:
        ///   - records: of guests that were made here.
        ///   - others: names of guests without a record, with their configurations.
        package init(records: [GuestRecord], others: [String: String]) {
            self.records = Dictionary(records.map { ($0.name.text, $0) }) { $1 }
            self.others = others
        }
    }

    private let known: Known
    private let base: SettingValues
    private let replace: Set<GuestName>

    /// - Parameters:
    ///   - base: what the host's configuration files say.
    ///   - replace: guests that may be removed and made anew.
    package init(known: Known, base: SettingValues, replace: Set<GuestName>) {
        (self.known, self.base, self.replace) = (known, base, replace)
    }

    /// - Throws: `.usage` for a guest that is to be replaced and is none of the fleet.
    package func items(_ wanted: [WantedGuest], removed: [GuestName]) throws(ProvisionError) -> [FleetPlan.Item] {
        if let stray = replace.subtracting(wanted.map(\.name)).min() {
            throw ProvisionError(
                .usage, "--replace: the fleet has no guest \(stray) on this host",
                hint: Suggestion.hint(for: stray.text, among: wanted.map(\.name.text)))
        }
        return wanted.map(item) + removed.compactMap(removal)
    }

    private func item(_ guest: WantedGuest) -> FleetPlan.Item {
        guard let record = known.records[guest.name.text] else {
            guard let path = known.others[guest.name.text] else { return item(guest, .create) }
            return item(guest, .blocked, note: "\(path) is there, and no record says that it is ours")
        }
        if record.state == .deleting {
            return item(guest, .blocked, note: "its removal was cut off: xen-delete-image --yes \(guest.name)")
        }
        if replace.contains(guest.name) { return item(guest, .replace, differences(guest, record)) }
        guard record.settings != nil else {
            return item(guest, .keep, note: "made before settings were recorded; it is not compared")
        }
        let differences = differences(guest, record)
        if differences.contains(where: { $0.effect == .rebuild }) {
            let names = differences.filter { $0.effect == .rebuild }.map(\.setting).joined(separator: ", ")
            return item(
                guest, .blocked, differences,
                note: "\(names) cannot change without making its disks anew: --replace \(guest.name)")
        }
        return item(guest, differences.isEmpty ? .keep : .reconfigure, differences)
    }

    private func item(
        _ guest: WantedGuest, _ action: FleetPlan.Action, _ differences: [FleetPlan.Difference] = [],
        note: String? = nil
    ) -> FleetPlan.Item {
        FleetPlan.Item(
            name: guest.name.text, action: action, differences: differences,
            addresses: guest.addresses.map(\.description), note: note)
    }

    private func removal(_ name: GuestName) -> FleetPlan.Item? {
        if let record = known.records[name.text] {
            return FleetPlan.Item(
                name: name.text, action: .remove, differences: [],
                addresses: record.vifs.flatMap { $0.addressing.addresses.map(\.address.description) }, note: nil)
        }
        return known.others[name.text].map { path in
            FleetPlan.Item(
                name: name.text, action: .blocked, differences: [], addresses: [],
                note: "\(path) is no guest of ours: remove it with xen-delete-image")
        }
    }

    /// Settings with an effect that are not as they were when the guest was made.
    private func differences(_ guest: WantedGuest, _ record: GuestRecord) -> [FleetPlan.Difference] {
        let now = guest.values(over: base).recorded
        let then = record.settings ?? [:]
        return Settings.all.compactMap { row in
            guard row.effect != .none else { return nil }
            let (old, new) = (then[row.name], now[row.name])
            let fallback = row.fallback.map { [$0] }
            // A flag that is off is one that nobody speaks of.
            let none = row.kind == .flag && fallback == nil ? ["no"] : fallback ?? []
            guard (old ?? none) != (new ?? none) else { return nil }
            return FleetPlan.Difference(setting: row.name, from: old, to: new, effect: row.effect)
        }
    }
}
