/// `blscfg`, Red Hat's command that makes menu entries of boot loader specification entries.
extension GrubInterpreter {
    /// What a configuration would say where there are only such entries and GRUB's environment block.
    static let standaloneScript = """
        for file in /grub2/grubenv /boot/grub2/grubenv /grub/grubenv /boot/grub/grubenv; do
            if [ -s $file ]; then load_env -f $file; fi
        done
        set default="${saved_entry}"
        blscfg
        """

    /// Adds the entries, those with the highest version first; an argument that is a path takes only that one.
    func importSpecification(_ arguments: [[UInt8]]) throws(ExtractionError) {
        try session.spend(1000)
        let (volume, found) = specificationEntries()
        let wanted = arguments.first.flatMap { $0.first == UInt8(ascii: "/") ? $0 : nil }
        var kept: [SpecificationEntry] = []
        for entry in found.sorted(by: { VersionOrder.package($0.name, $1.name) > 0 }) {
            if let last = kept.last, VersionOrder.package(last.name, entry.name) == 0 { continue }
            kept.append(entry)
        }
        for entry in kept {
            if let wanted, !wanted.ends(with: entry.name + Array(".conf".utf8)) { continue }
            try add(entry, on: volume)
        }
        status = found.isEmpty ? 1 : 0
    }

    /// The entries, and the volume that holds them: what `root` is, else what `boot` is, else the configuration's own.
    private func specificationEntries() -> (Int, [SpecificationEntry]) {
        let folder = environment["blsdir"] ?? Array("\(session.prefix)/loader/entries".utf8)
        let folders = [folder, Array("\(session.prefix)/boot/loader/entries".utf8)]
        var volumes: [Int] = []
        for name in ["root", "boot"] {
            guard let volume = environment[name].flatMap({ session.disk.volume(device: $0) }) else { continue }
            volumes.append(volume)
        }
        for volume in volumes + [session.home] {
            for folder in folders {
                let entries = SpecificationEntry.entries(session.disk, volume, folder)
                if !entries.isEmpty { return (volume, entries) }
            }
        }
        return (session.home, [])
    }

    /// One entry, as the little script that GRUB makes of it.
    private func add(_ entry: SpecificationEntry, on volume: Int) throws(ExtractionError) {
        guard let kernel = entry["linux"] else { return }
        try session.spendEntry()
        let device = Array("(\(session.disk.volumes[volume].grubName))".utf8)
        let options = entry["options"].map(replaced) ?? replaced(environment["default_kernelopts"] ?? [])
        let initrds = entry.all("initrd").flatMap { ConfigurationLines.words(replaced($0)) }
        let early = ConfigurationLines.words(environment["early_initrd"] ?? []).map { name in
            let first = initrds.first ?? kernel
            return Array(first[..<(first.lastIndex(of: 0x2f) ?? 0)]) + [0x2f] + name
        }
        var script = Array("linux ".utf8) + device + kernel + [0x20] + options + [0x0a]
        if !(early + initrds).isEmpty {
            script += Array("initrd".utf8)
            for file in early + initrds { script += [0x20] + device + file }
        }
        var parser = GrubParser(script)
        var body: [GrubCommand] = []
        while let line = parser.nextLine() {
            switch line {
            case .success(let commands): body += commands
            case .failure(let mistake):
                session.disk.warn("the entry \(ExtractionError.printable(entry.name)): \(mistake.message)")
            }
        }
        let title = entry["title"] ?? kernel
        definitions.append(
            Definition(
                title: title, id: entry.name, arguments: [title] + entry.all("grub_arg"), body: body, isSubmenu: false))
    }

    /// A value with its `$name` and `${name}` replaced; names that are not set vanish.
    private func replaced(_ value: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = value[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            result += rest[..<dollar]
            rest = rest[(dollar + 1)...]
            let isBraced = rest.first == UInt8(ascii: "{")
            if isBraced { rest.removeFirst() }
            let name = rest.prefix { byte in
                byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                    || (0x61...0x7a).contains(byte)
            }
            rest = rest[name.endIndex...]
            if isBraced, rest.first == UInt8(ascii: "}") { rest.removeFirst() }
            result += environment[String(decoding: name, as: UTF8.self)] ?? []
        }
        return result + rest
    }
}

extension [UInt8] {
    /// Whether these bytes end with others.
    func ends(with tail: [UInt8]) -> Bool { count >= tail.count && suffix(tail.count).elementsEqual(tail) }
}
