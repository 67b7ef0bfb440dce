/// A configuration of syslinux, extlinux or isolinux: keywords in any case, one a line.
///
/// `MENU BEGIN` nests menus, `INCLUDE` reads on in another file, `CONFIG` makes an entry that is another configuration.
struct SyslinuxConfiguration {
    /// A label while its lines are read.
    private struct Label {
        var name: [UInt8]
        var title: [UInt8]?
        var kernel: [UInt8] = []
        /// The keyword that named the kernel.
        var keyword = "kernel"
        var append: [UInt8]?
        var initrd: [UInt8]?
        var isDisabled = false
    }

    /// A menu while its lines are read.
    private struct Menu {
        var title: [UInt8] = []
        var lines: [BootDraft.Line] = []
        /// The line with `MENU DEFAULT`.
        var defaultLine: Int?
    }

    private let disk: BootDisk
    private let reader: SyslinuxReader
    private var menus = [Menu()]
    private var label: Label?
    private var isMarkedDefault = false
    private var append: [UInt8] = []
    private var command: [UInt8] = []
    private var isHelp = false
    /// Where each label's line is: indices from the outermost menu in.
    private var places: [[UInt8]: [Int]] = [:]

    private init(_ disk: BootDisk, _ reader: SyslinuxReader) {
        self.disk = disk
        self.reader = reader
    }

    /// The menu of a file on a volume.
    ///
    /// - Throws: `.limit` when the file includes too much.
    static func draft(
        _ bytes: [UInt8], path: String, _ disk: BootDisk, _ volume: Int
    ) throws(ExtractionError) -> BootDraft {
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { Array(path.utf8[..<$0]) } ?? []
        return try draft(bytes, disk, SyslinuxReader(disk, volume: volume, folder: folder))
    }

    private static func draft(
        _ bytes: [UInt8], _ disk: BootDisk, _ reader: SyslinuxReader
    ) throws(ExtractionError) -> BootDraft {
        var configuration = SyslinuxConfiguration(disk, reader)
        try configuration.read(bytes)
        return try configuration.finish()
    }

    private mutating func read(_ bytes: [UInt8]) throws(ExtractionError) {
        try reader.enter(bytes.count)
        defer { reader.leave() }
        for line in ConfigurationLines.plain(bytes) where line.first != UInt8(ascii: "#") {
            let (word, rest) = ConfigurationLines.split(line, at: " \t")
            try read(String(decoding: word, as: UTF8.self).lowercased(), rest)
        }
    }

    private mutating func read(_ keyword: String, _ rest: [UInt8]) throws(ExtractionError) {
        if isHelp {
            isHelp = keyword != "endtext"
            return
        }
        switch keyword {
        case "text": isHelp = true
        case "label":
            try endLabel()
            label = Label(name: rest)
        case "default", "ui": if keyword == "default" || command.isEmpty { command = rest }
        case "include": try include(rest)
        case "menu": try readMenu(rest)
        case "append":
            let value = rest == Array("-".utf8) ? [] : rest
            if label == nil { append = value } else { label?.append = value }
        case "initrd": label?.initrd = rest
        case "kernel", "linux", "config", "localboot", "com32", "boot", "bss", "pxe", "fdimage", "comboot":
            if label == nil, keyword == "config" { return try include(rest) }
            label?.kernel = rest
            label?.keyword = keyword
        default: break
        }
    }

    private mutating func readMenu(_ text: [UInt8]) throws(ExtractionError) {
        let (word, rest) = ConfigurationLines.split(text, at: " \t")
        switch String(decoding: word, as: UTF8.self).lowercased() {
        case "default": if label != nil { isMarkedDefault = true }
        case "label": label?.title = rest.filter { $0 != UInt8(ascii: "^") }
        case "disable": label?.isDisabled = true
        case "title": if label == nil { menus[menus.count - 1].title = rest }
        case "include": try include(ConfigurationLines.split(rest, at: " \t").word)
        case "begin":
            try endLabel()
            try reader.nest(menus.count)
            menus.append(Menu(title: rest))
        case "end":
            try endLabel()
            endMenu()
        default: break
        }
    }

    private mutating func include(_ name: [UInt8]) throws(ExtractionError) {
        guard let bytes = reader.contents(name) else { return }
        try read(bytes)
    }
}

// MARK: - Labels and menus

extension SyslinuxConfiguration {
    private mutating func endMenu() {
        guard menus.count > 1, let menu = menus.popLast() else { return }
        let draft = BootDraft(lines: menu.lines, defaultPath: menu.defaultLine.map { [$0] } ?? [])
        menus[menus.count - 1].lines.append(.submenu(title: menu.title, id: nil, draft: draft))
    }

    private mutating func endLabel() throws(ExtractionError) {
        defer {
            label = nil
            isMarkedDefault = false
        }
        guard let label, !label.isDisabled else { return }
        try reader.spendEntry()
        let path = menus.map(\.lines.count)
        if places[label.name] == nil { places[label.name] = path }
        if isMarkedDefault { menus[menus.count - 1].defaultLine = path.last }
        menus[menus.count - 1].lines.append(try line(label))
    }

    private func line(_ label: Label) throws(ExtractionError) -> BootDraft.Line {
        let title = label.title ?? label.name
        if label.keyword == "config" {
            let name = ConfigurationLines.split(label.kernel, at: " \t").word
            if let bytes = reader.contents(name) {
                return .submenu(title: title, id: label.name, draft: try Self.draft(bytes, disk, reader))
            }
        }
        var entry = BootEntry(title: title, id: label.name)
        if label.keyword == "kernel" || label.keyword == "linux" {
            let line = label.kernel + [0x20] + (label.append ?? append)
            reader.fill(&entry, line, initrd: label.initrd, isLinux: label.keyword == "linux")
        } else {
            entry.unusable = "it uses '\(label.keyword)'"
        }
        return .entry(disk.checked(entry))
    }

    /// The finished menu. A default that is a label goes before `MENU DEFAULT`; one that is none is a menu program or a
    /// command line of its own.
    private mutating func finish() throws(ExtractionError) -> BootDraft {
        try endLabel()
        while menus.count > 1 { endMenu() }
        var draft = BootDraft(lines: menus[0].lines, defaultPath: menus[0].defaultLine.map { [$0] } ?? [])
        let (word, options) = ConfigurationLines.split(command, at: " \t")
        if let path = places[word] {
            draft.defaultPath = path
            guard !options.isEmpty, path.count == 1, case .entry(var entry) = draft.lines[path[0]] else { return draft }
            entry.arguments += (entry.arguments.isEmpty ? [] : [0x20]) + options
            draft.lines[path[0]] = .entry(entry)
        } else if !word.isEmpty, !word.ends(with: Array(".c32".utf8)) {
            var entry = BootEntry(title: command)
            reader.fill(&entry, command + [0x20] + append, initrd: nil, isLinux: false)
            draft.defaultPath = [draft.lines.count]
            draft.lines.append(.entry(disk.checked(entry)))
        }
        return draft
    }
}
