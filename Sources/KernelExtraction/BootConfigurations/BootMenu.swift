/// What a boot configuration offers, and what it would boot by itself.
package struct BootMenu: Sendable {
    /// A line of the menu.
    package enum Item: Equatable, Sendable {
        /// The entry with this index in ``BootMenu/entries``.
        case entry(Int)
        case submenu(title: [UInt8], id: [UInt8]?, items: [Item])
    }

    /// Where a menu was read.
    package struct Source: Equatable, Sendable {
        /// The kind of configuration.
        package enum Format: String, Sendable {
            case grub2, legacy, syslinux, bls, links, lilo
            /// Boot loader specification entries by the rules of systemd-boot.
            case systemdBoot = "systemd-boot"
        }

        package var format: Format
        /// The index of the file system in the list that the finder was given.
        package var volume: Int
        package var path: String

        package init(format: Format, volume: Int, path: String) {
            self.format = format
            self.volume = volume
            self.path = path
        }
    }

    package let source: Source
    /// All entries, those of submenus in their place: pygrub's numbering.
    package let entries: [BootEntry]
    /// The lines as a person sees them.
    package let items: [Item]
    /// The index of the entry that the loader would boot; nil when none can be booted.
    package let defaultEntry: Int?
    /// What was ignored or guessed, one sentence each.
    package let warnings: [String]

    /// The entry that `wanted` names: the default for nil, a number in ``entries``, else an exact title, else an id.
    ///
    /// - Throws: `.notFound` when there is none, and `.unbootable` when the entry cannot be used.
    package func entry(_ wanted: String?) throws(ExtractionError) -> BootEntry {
        guard let wanted else {
            guard let defaultEntry else { throw ExtractionError(.unbootable, rejection) }
            return try entries[defaultEntry].usable()
        }
        let name = Array(wanted.utf8)
        let found =
            Int(wanted).flatMap { entries.indices.contains($0) ? $0 : nil }
            ?? entries.firstIndex { $0.title == name } ?? entries.firstIndex { $0.id == name }
        guard let found else {
            throw ExtractionError(
                .notFound, "there is no entry \(ExtractionError.printable(name)) among the \(entries.count) of the menu"
            )
        }
        return try entries[found].usable()
    }

    /// Why nothing of this menu can be booted.
    var rejection: String {
        guard let first = entries.first else { return "it has no entries" }
        let title = ExtractionError.printable(first.title)
        let others = entries.count > 1 ? " (and \(entries.count - 1) more)" : ""
        return "no entry can be booted: '\(title)': \(first.unusable ?? "it is not the default")\(others)"
    }
}
