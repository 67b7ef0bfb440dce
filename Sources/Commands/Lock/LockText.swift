import Model
import Provision

/// A comparison for a person.
enum LockText {
    /// A row for every package that differs, and how many guests do.
    static func text(_ comparison: LockComparison) -> String {
        let rows = comparison.guests.flatMap(rows)
        let header = ["GUEST", "PACKAGE", "ARCH", "CHANGE", "LOCKED", "NOW"]
        return (rows.isEmpty ? "" : Table.text(header, rows) + "\n") + summary(comparison) + "\n"
    }

    private static func rows(_ guest: LockComparison.Guest) -> [[String]] {
        switch guest.state {
        case .equal: []
        case .missing: [[guest.name, "-", "-", "missing", "yes", "no"]]
        case .unlocked: [[guest.name, "-", "-", "unlocked", "no", "yes"]]
        case .different:
            guest.differences.map { one in
                [
                    guest.name, one.package.printable, one.architecture.printable, one.change.rawValue,
                    cell(one.locked, one.change), cell(one.now, one.change),
                ]
            }
        }
    }

    private static func cell(_ file: LockComparison.File?, _ change: LockComparison.Change) -> String {
        guard let file else { return "-" }
        guard change == .digest else { return file.version.printable }
        return file.sha256.map { String($0.prefix(16)).printable } ?? "unknown"
    }

    /// `1 different, 3 equal.`
    private static func summary(_ comparison: LockComparison) -> String {
        let words: [(LockComparison.State, String)] = [
            (.different, "different"), (.missing, "missing"), (.unlocked, "not in the lock"), (.equal, "equal"),
        ]
        let parts = words.compactMap { state, word in
            let count = comparison.guests.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(word)"
        }
        return parts.isEmpty ? "There are no guests, here or in the lock." : parts.joined(separator: ", ") + "."
    }
}
