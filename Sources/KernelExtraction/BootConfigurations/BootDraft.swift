/// A menu while its configuration is read: entries in place, the default still as the configuration names it.
struct BootDraft {
    /// A line of the menu.
    indirect enum Line {
        case entry(BootEntry)
        case submenu(title: [UInt8], id: [UInt8]?, draft: BootDraft)

        var title: [UInt8] {
            switch self {
            case .entry(let entry): entry.title
            case .submenu(let title, _, _): title
            }
        }

        var id: [UInt8]? {
            switch self {
            case .entry(let entry): entry.id
            case .submenu(_, let id, _): id
            }
        }
    }

    var lines: [Line] = []
    /// The default in GRUB's notation: a number, an id or a title, `>` before what is meant within a submenu.
    var defaultName: [UInt8]?
    /// The default as a line, and lines within the submenus that lead there, where the configuration has no names.
    var defaultPath: [Int] = []
    /// What to try when the default cannot be booted: such names with spaces between.
    var fallback: [UInt8]?

    /// The finished menu.
    func menu(source: BootMenu.Source, warnings: [String]) -> BootMenu {
        var entries: [BootEntry] = []
        let items = flatten(into: &entries)
        return BootMenu(
            source: source, entries: entries, items: items, defaultEntry: chosen(defaultName, at: defaultPath, from: 0),
            warnings: warnings)
    }

    private func flatten(into entries: inout [BootEntry]) -> [BootMenu.Item] {
        var items: [BootMenu.Item] = []
        for line in lines {
            switch line {
            case .entry(let entry):
                items.append(.entry(entries.count))
                entries.append(entry)
            case .submenu(let title, let id, let draft):
                items.append(.submenu(title: title, id: id, items: draft.flatten(into: &entries)))
            }
        }
        return items
    }
}

// MARK: - The default

extension BootDraft {
    /// How many entries this menu and its submenus have.
    private var count: Int {
        lines.reduce(0) { sum, line in
            if case .submenu(_, _, let draft) = line { sum + draft.count } else { sum + 1 }
        }
    }

    /// The first entry that can be booted in GRUB's order: the default, or the first line where the default names
    /// nothing; then the fallbacks; then any. Indices count from `first`.
    private func chosen(_ name: [UInt8]?, at path: [Int], from first: Int) -> Int? {
        let (head, tail) = Self.split(name ?? [])
        var order = [path.first ?? line(named: head) ?? 0]
        for word in (fallback ?? []).split(separator: 0x20) {
            guard let next = line(named: Array(word)) else { break }
            order.append(next)
        }
        order += lines.indices
        var starts: [Int] = []
        var index = first
        for line in lines {
            starts.append(index)
            if case .submenu(_, _, let draft) = line { index += draft.count } else { index += 1 }
        }
        for (attempt, position) in order.enumerated() where lines.indices.contains(position) {
            switch lines[position] {
            case .entry(let entry):
                if entry.unusable == nil { return starts[position] }
            case .submenu(_, _, let draft):
                let isDefault = attempt == 0
                let inner = draft.defaultName ?? (isDefault ? tail : nil)
                let rest = isDefault && !path.isEmpty ? Array(path.dropFirst()) : draft.defaultPath
                if let choice = draft.chosen(inner, at: rest, from: starts[position]) { return choice }
            }
        }
        return nil
    }

    /// The line that a name means. An id goes before a title and both before a number, because ids of boot loader
    /// specification entries begin with digits.
    private func line(named name: [UInt8]) -> Int? {
        guard !name.isEmpty else { return nil }
        let found =
            lines.firstIndex { $0.id == name } ?? lines.firstIndex { $0.title == name } ?? Self.number(name)
        return found.flatMap { lines.indices.contains($0) ? $0 : nil }
    }

    /// A number as C's `strtoul` reads one with base 0.
    private static func number(_ name: [UInt8]) -> Int? {
        let text = String(decoding: name.prefix { $0 > 0x20 }, as: UTF8.self)
        if text.hasPrefix("0x") || text.hasPrefix("0X") { return Int(text.dropFirst(2), radix: 16) }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return text.hasPrefix("0") ? Int(text, radix: 8) : Int(text)
    }

    /// A default's first part, with `>>` as a plain `>`, and what follows the first single `>`.
    static func split(_ name: [UInt8]) -> (head: [UInt8], tail: [UInt8]?) {
        var head: [UInt8] = []
        var position = 0
        while position < name.count {
            guard name[position] == 0x3e else {
                head.append(name[position])
                position += 1
                continue
            }
            guard position + 1 < name.count, name[position + 1] == 0x3e else {
                let tail = Array(name[(position + 1)...])
                return (head, tail.isEmpty ? nil : tail)
            }
            head.append(0x3e)
            position += 2
        }
        return (head, nil)
    }
}
