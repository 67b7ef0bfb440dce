/// Menu entries: how they are defined, and what they turn out to be.
extension GrubInterpreter {
    /// Options of `menuentry` that take a value, which may be the next word.
    private static let valued: Set<String> = ["--class", "--users", "--hotkey", "--source", "--id"]

    /// `menuentry` and `submenu`: the first word that is no option is the title.
    func define(_ arguments: [[UInt8]], _ body: [GrubCommand], isSubmenu: Bool) throws(ExtractionError) {
        try session.spendEntry()
        var id: [UInt8]?
        var words: [[UInt8]] = []
        var option: String?
        var areOptionsOver = false
        for argument in arguments {
            let text = String(decoding: argument, as: UTF8.self)
            if let name = option {
                if name == "--id" { id = argument }
                option = nil
            } else if areOptionsOver || !text.hasPrefix("-") || text == "-" {
                words.append(argument)
            } else if text == "--" {
                areOptionsOver = true
            } else if text.hasPrefix("--id=") {
                id = Array(argument.dropFirst("--id=".count))
            } else if Self.valued.contains(text) {
                option = text
            }
        }
        guard let title = words.first else {
            session.disk.warn("a menu entry without a title is left out")
            status = 1
            return
        }
        definitions.append(Definition(title: title, id: id, arguments: words, body: body, isSubmenu: isSubmenu))
        status = 0
    }

    /// The menu as far as it was defined, each entry's body run.
    func draft() throws(ExtractionError) -> BootDraft {
        if let shown { return shown }
        var draft = BootDraft()
        if isBooted {
            var entry = loaded
            entry.title = Array("boot".utf8)
            draft.lines = [.entry(finished(entry))]
            return draft
        }
        draft.lines = definitions.map(evaluate)
        draft.defaultName = environment["default"]
        draft.fallback = environment["fallback"]
        return draft
    }

    /// What choosing an entry leads to; an entry whose body fails is one that cannot be used.
    private func evaluate(_ definition: Definition) -> BootDraft.Line {
        let inner = GrubInterpreter(within: self, isMenu: definition.isSubmenu)
        inner.loaded = BootEntry(title: definition.title, id: definition.id)
        inner.parameters = definition.arguments
        if definition.isSubmenu { inner.environment["default"] = nil }
        do {
            try inner.run(definition.body)
            if definition.isSubmenu || inner.shown != nil {
                let draft = try inner.draft()
                return .submenu(title: definition.title, id: definition.id, draft: draft)
            }
        } catch {
            inner.hindrance = error.message
        }
        return .entry(inner.finished(inner.loaded))
    }

    /// The entry with what stands against it.
    private func finished(_ entry: BootEntry) -> BootEntry {
        var entry = entry
        entry.unusable = hindrance ?? problem
        return session.disk.checked(entry)
    }
}
