import Model
import Provision

/// Writes a fleet file that says what a host has: planned there, it changes nothing.
package struct FleetWriter {
    private let base: SettingValues

    /// - Parameter base: what the host's configuration files say; it becomes the fleet's defaults.
    package init(base: SettingValues) { self.base = base }

    /// Rows of which one takes back the others: of these a guest names all that it has.
    private static let tied: [[Setting]] = [
        [Settings.ip, Settings.dhcp, Settings.dhcp6, Settings.slaac],
        [Settings.dir, Settings.lvm, Settings.lvmThin, Settings.imageDevice, Settings.swapDevice],
    ]

    /// - Parameters:
    ///   - guests: names with what they were made from (`GuestRecord.settings`); nil where nobody knows.
    ///   - comments: lines for the head of the file.
    package func text(_ guests: [(name: String, settings: [String: [String]]?)], comments: [String]) -> String {
        var lines = comments.map { "# " + $0.printable }
        let defaults = FleetKeys.rows.filter { !Settings.secret.contains($0) }.compactMap { row in
            base.given[row.name].map { Self.line(row, Settings.canonical($0.map(\.text), of: row)) }
        }
        if !defaults.isEmpty { lines += ["defaults:"] + defaults.map { "  " + $0 } }
        lines.append(guests.isEmpty ? "guests: {}" : "guests:")
        for guest in guests {
            let own = layer(guest.settings ?? [:]).map { "    " + Self.line($0.0, $0.1) }
            lines += own.isEmpty ? ["  \(guest.name): {}"] : ["  \(guest.name):"] + own
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What a guest differs in from the defaults.
    private func layer(_ settings: [String: [String]]) -> [(Setting, [String])] {
        guard !settings.isEmpty else { return [] }
        let lower = base.recorded
        return FleetKeys.rows.compactMap { row in
            let group = Self.tied.first { $0.contains(row) }
            if let own = settings[row.name] { return group != nil || own != lower[row.name] ? (row, own) : nil }
            guard lower[row.name] != nil, row.effect != .none else { return nil }
            // What the guest has instead takes it back already.
            if let group, group.contains(where: { settings[$0.name] != nil }) { return nil }
            return row.kind == .flag ? (row, ["no"]) : row.fallback.map { (row, [$0]) }
        }
    }

    private static func line(_ row: Setting, _ texts: [String]) -> String {
        let values = texts.map(scalar)
        return "\(row.name): " + (row.kind == .list ? "[\(values.joined(separator: ", "))]" : values.last ?? "''")
    }

    /// Plain where every YAML parser reads the same text, in single quotes elsewhere.
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/._-".utf8.contains(byte)
        }
        let isWord = text.first.map { $0.isLetter || $0.isNumber || $0 == "/" } ?? false
        return isPlain && isWord ? text : "'\(text.replacing("'", with: "''"))'"
    }
}
