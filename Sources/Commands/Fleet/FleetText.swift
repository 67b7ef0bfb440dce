import Fleet
import Model
import Provision

/// Plans of fleets for a person.
enum FleetText {
    /// Guests that something is to be done with, and how many there are of each kind.
    static func plan(_ plan: FleetPlan) -> String {
        let rows = plan.guests.filter { $0.action != .keep || $0.note != nil }.map { item in
            [
                item.name, item.action.rawValue,
                item.addresses.isEmpty ? "dynamic" : item.addresses.joined(separator: ","), what(item),
            ]
        }
        let table = rows.isEmpty ? "" : Table.text(["NAME", "ACTION", "ADDRESSES", "WHAT"], rows) + "\n"
        return table + summary(plan) + "\n"
    }

    /// `2 to create, 17 unchanged.`
    static func summary(_ plan: FleetPlan) -> String {
        let words: [(FleetPlan.Action, String)] = [
            (.create, "to create"), (.reconfigure, "to reconfigure"), (.replace, "to replace"), (.remove, "to remove"),
            (.blocked, "blocked"), (.keep, "unchanged"),
        ]
        let parts = words.compactMap { action, word in
            let count = plan.count(action)
            return count == 0 ? nil : "\(count) \(word)"
        }
        return parts.isEmpty ? "The fleet has no guests here." : parts.joined(separator: ", ") + "."
    }

    /// Every difference with both values, like a patch.
    static func diff(_ plan: FleetPlan, _ drift: [String: [String]]) -> String {
        var lines: [String] = []
        for item in plan.guests where item.action != .keep || drift[item.name] != nil {
            lines.append("\(item.name): \(item.action.rawValue)\(item.note.map { " (\($0))" } ?? "")")
            for difference in item.differences {
                lines.append("  - \(difference.setting): \(value(difference.from))")
                lines.append("  + \(difference.setting): \(value(difference.to))")
            }
            if let keys = drift[item.name] { lines.append("  edited by hand: \(keys.joined(separator: ", "))") }
        }
        return (lines + [summary(plan)]).joined(separator: "\n") + "\n"
    }

    private static func what(_ item: FleetPlan.Item) -> String {
        if let note = item.note { return note }
        return item.differences.map { "\($0.setting): \(value($0.from)) → \(value($0.to))" }.joined(separator: "; ")
    }

    private static func value(_ texts: [String]?) -> String {
        texts.map { $0.joined(separator: ", ").printable } ?? "(default)"
    }
}
