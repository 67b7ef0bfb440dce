import Model

/// Removes what building the root left behind, and what no two guests may share, by the table of `CloneHygiene`.
package struct CleanRoot: GuestEdit {
    package let title = "clean-up"
    package let origin: String
    package let reads: [GuestPath] = [policy, "/etc/group"]
    package let probes: [GuestPath] = CloneHygiene.rows.compactMap { row in
        switch row.rule {
        case .removed, .emptied, .text: row.path
        case .cleared, .own: nil
        }
    }
    package let lists: [GuestPath] = CloneHygiene.rows.compactMap { row in
        if case .cleared = row.rule { row.path } else { nil }
    }

    package init(origin: String = "default") { self.origin = origin }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        let utmp = files.lines("/etc/group")?.first { $0.hasPrefix("utmp:") }?.split(separator: ":").dropFirst(2).first
        let group = utmp.flatMap { UInt32($0) }
        for row in CloneHygiene.rows { Self.clean(row, &files, utmp: group) }
        // Only the policy of a build, which refuses every service; an administrator's own stays.
        if let lines = files.lines(Self.policy), lines.contains(where: { $0.trimmed == "exit 101" }) {
            files.remove(Self.policy)
        }
        return files
    }

    private static func clean(_ row: CloneHygiene.Row, _ files: inout GuestFiles, utmp: UInt32?) {
        switch row.rule {
        case .own: break
        case .removed: files.remove(row.path)
        case .text(let text):
            if files.exists(row.path) { files[row.path] = .file(GuestFile(content: Array(text.utf8), mode: 0o600)) }
        case .emptied(let mode):
            // It may be too large to be read; without the group nobody would write to it again.
            guard files.exists(row.path), let utmp else { return }
            files[row.path] = .file(GuestFile(content: [], mode: mode, group: utmp))
        case .cleared(let prefix, let suffix):
            for name in files.names(in: row.path) where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
                files.remove(name, from: row.path)
            }
        }
    }

    private static let policy: GuestPath = "/usr/sbin/policy-rc.d"
}
