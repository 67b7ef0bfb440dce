/// A configuration of GRUB legacy: `menu.lst` or `grub.conf`.
///
/// Words are separated by spaces, tabs and a first `=`, as GRUB legacy's `skip_to` has it; a backslash joins lines.
struct LegacyConfiguration {
    private struct Module {
        var file: BootFile?
        var arguments: [UInt8]
    }

    private static let maximumEntries = 1000
    private let disk: BootDisk
    private let volume: Int
    private let place: BootPlace
    private var draft = BootDraft()
    private var isTitled = false
    private var entry = BootEntry(title: [])
    private var modules: [Module] = []
    private var home: Int
    private var obstacle: String?

    private init(_ place: BootPlace, _ disk: BootDisk, _ volume: Int) {
        self.place = place
        self.disk = disk
        self.volume = volume
        home = volume
    }

    /// The menu of a file that lies on a volume.
    static func draft(_ bytes: [UInt8], _ place: BootPlace, _ disk: BootDisk, _ volume: Int) -> BootDraft {
        var configuration = LegacyConfiguration(place, disk, volume)
        for line in ConfigurationLines.joined(bytes) where line.first != UInt8(ascii: "#") {
            configuration.read(line)
        }
        configuration.endEntry()
        return configuration.draft
    }

    private mutating func read(_ line: [UInt8]) {
        let (word, rest) = ConfigurationLines.split(line, at: " \t=")
        let command = String(decoding: word, as: UTF8.self)
        if command == "title" {
            endEntry()
            guard draft.lines.count < Self.maximumEntries else { return }
            isTitled = true
            entry = BootEntry(title: rest)
        } else if isTitled {
            readEntry(command, rest)
        } else {
            readMenu(command, rest)
        }
    }

    private mutating func readMenu(_ command: String, _ rest: [UInt8]) {
        switch command {
        case "default": draft.defaultName = rest == Array("saved".utf8) ? saved() : rest
        case "fallback": draft.fallback = rest
        default: break
        }
    }

    private mutating func readEntry(_ command: String, _ rest: [UInt8]) {
        switch command {
        case "root", "rootnoverify": home = device(ConfigurationLines.split(rest, at: " \t").word)
        case "uuid":
            if let found = disk.volume(uuid: rest) {
                home = found
            } else {
                disk.warn("no file system of this disk has the UUID '\(ExtractionError.printable(rest))'")
            }
        case "kernel":
            let module = module(rest)
            entry.kernel = module.file
            entry.arguments = module.arguments
            modules = []
        case "initrd", "modulenounzip", "module":
            if command == "initrd" {
                entry.initrds = module(rest).file.map { [$0] } ?? []
            } else {
                modules.append(module(rest))
            }
        case "chainloader", "configfile": obstacle = "it uses '\(command)'"
        default: break
        }
    }

    /// A file with its arguments; options of `kernel` before it are passed over.
    private func module(_ text: [UInt8]) -> Module {
        var (word, rest) = ConfigurationLines.split(text, at: " \t")
        while word.starts(with: Array("--".utf8)) { (word, rest) = ConfigurationLines.split(rest, at: " \t") }
        guard word.first == UInt8(ascii: "("), let close = word.firstIndex(of: UInt8(ascii: ")")) else {
            return Module(file: word.isEmpty ? nil : BootFile(volume: home, path: word), arguments: rest)
        }
        let file = BootFile(volume: device(Array(word[...close])), path: Array(word[(close + 1)...]))
        return Module(file: file, arguments: rest)
    }

    /// The volume for `(hd0,0)`; the configuration's own where there is no such one.
    private func device(_ name: [UInt8]) -> Int {
        if let found = disk.volume(device: name, firstPartition: 0) { return found }
        disk.warn(
            "this disk has no device '\(ExtractionError.printable(name))'; "
                + "\(disk.volumes[volume].description) is taken for it")
        return volume
    }

    private mutating func endEntry() {
        defer {
            modules = []
            home = volume
            obstacle = nil
        }
        guard isTitled else { return }
        isTitled = false
        // An entry for the hypervisor: what it would give to the first domain is what a guest boots.
        if let kernel = modules.first {
            entry.kernel = kernel.file
            entry.arguments = kernel.arguments
            entry.initrds = modules.dropFirst().prefix(1).compactMap(\.file)
        }
        entry.unusable = obstacle
        draft.lines.append(.entry(disk.checked(entry)))
    }

    /// The number that `grub-set-default` has saved, which stands on the first line of a file beside the configuration.
    private func saved() -> [UInt8]? {
        let folder = place.path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(place.path[..<$0]) } ?? ""
        do {
            let bytes = try disk.contents(volume, Array("\(folder)/default".utf8)) ?? []
            return Array(bytes.prefix { (0x30...0x39).contains($0) })
        } catch {
            disk.warn("\(folder)/default: \(error.message)")
            return nil
        }
    }
}
