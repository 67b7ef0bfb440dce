/// Boot loader specification entries and unified kernel images as systemd-boot orders and chooses them.
struct SystemdBoot {
    /// An entry with what it is sorted by.
    private struct Candidate {
        var entry: BootEntry
        /// The name that a default's pattern is matched with: the file's without its boot counter.
        var name: [UInt8]
        var sortKey: [UInt8]?
        var machine: [UInt8]
        var version: [UInt8]
        /// How often it may still be tried; nil where that is not counted.
        var triesLeft: Int?
    }

    private static let maximumImages = 256
    private let disk: BootDisk
    private var candidates: [Candidate] = []

    private init(_ disk: BootDisk) { self.disk = disk }

    /// Whether a volume is one that systemd-boot reads: a system or extended boot partition, or one with its
    /// configuration.
    static func owns(_ disk: BootDisk, _ volume: Int) -> Bool {
        disk.volumes[volume].files.type == "vfat" || disk.exists(volume, Array("/loader/loader.conf".utf8)) != nil
    }

    /// The menu of all volumes that systemd-boot reads; nil where there are no entries.
    static func draft(_ disk: BootDisk) throws(ExtractionError) -> BootDraft? {
        var loader = SystemdBoot(disk)
        var pattern: [UInt8]?
        for volume in disk.volumes.indices where owns(disk, volume) {
            for entry in SpecificationEntry.entries(disk, volume, Array("/loader/entries".utf8)) {
                loader.add(entry, volume)
            }
            try loader.addImages(volume)
            if pattern == nil, let bytes = try disk.contents(volume, Array("/loader/loader.conf".utf8)) {
                pattern = SpecificationEntry(name: [], bytes)["default"]
            }
        }
        guard !loader.candidates.isEmpty else { return nil }
        return loader.draft(pattern)
    }

    private mutating func add(_ file: SpecificationEntry, _ volume: Int) {
        if let architecture = file["architecture"], architecture != Array("x64".utf8) { return }
        let (name, triesLeft) = Self.counted(file.name)
        let options = Array(file.all("options").joined(separator: [0x20]))
        var entry = BootEntry(title: file["title"] ?? name, id: name)
        if let kernel = file["linux"] {
            entry.kernel = BootFile(volume: volume, path: kernel)
            entry.initrds = file.all("initrd").map { BootFile(volume: volume, path: $0) }
            entry.arguments = options
        } else if let image = file["uki"] ?? file["efi"] {
            entry = self.image(image, volume, title: entry.title, id: name, options: options)
        } else {
            return
        }
        candidates.append(
            Candidate(
                entry: disk.checked(entry), name: name, sortKey: file["sort-key"], machine: file["machine-id"] ?? [],
                version: file["version"] ?? [], triesLeft: triesLeft))
    }

    /// The entry of a PE executable, unusable when it is no unified kernel image.
    private func image(
        _ path: [UInt8], _ volume: Int, title: [UInt8], id: [UInt8], options: [UInt8]
    ) -> BootEntry {
        let files = disk.volumes[volume].files
        var entry = BootEntry(title: title, id: id)
        entry.kind = .uki
        do {
            guard let node = try disk.find(volume, path) else {
                entry.unusable = "the image \(ExtractionError.printable(path)) does not exist"
                return entry
            }
            let image = try UnifiedKernelImage(files, node)
            let arguments = options.isEmpty ? try image.text(".cmdline", files, node) ?? [] : options
            return image.entry(
                title: title, id: id, file: BootFile(volume: volume, path: path), arguments: arguments)
        } catch {
            entry.unusable = "the image \(ExtractionError.printable(path)): \(error.message)"
            return entry
        }
    }

    /// The unified kernel images of a volume.
    private mutating func addImages(_ volume: Int) throws(ExtractionError) {
        let folder = Array("/EFI/Linux".utf8)
        let files = disk.volumes[volume].files
        let names = try disk.names(volume, folder).filter { Self.lowercased($0).ends(with: Array(".efi".utf8)) }
        for fileName in names.prefix(Self.maximumImages) {
            let path = folder + [0x2f] + fileName
            let (name, triesLeft) = Self.counted(Array(fileName.dropLast(4)))
            var candidate = Candidate(entry: BootEntry(title: name), name: name, machine: [], version: [])
            candidate.triesLeft = triesLeft
            candidate.entry = image(path, volume, title: name, id: name, options: [])
            if candidate.entry.unusable == nil, let node = try disk.find(volume, path) {
                let release = try release(UnifiedKernelImage(files, node), files, node)
                candidate.entry.title = release["PRETTY_NAME"] ?? name
                candidate.sortKey = release["IMAGE_ID"] ?? release["ID"]
                candidate.version = release["IMAGE_VERSION"] ?? release["VERSION_ID"] ?? []
            }
            candidate.entry = disk.checked(candidate.entry)
            candidates.append(candidate)
        }
    }

    /// What the image's `os-release` says.
    private func release(
        _ image: UnifiedKernelImage, _ files: any GuestFileSystem, _ node: Node
    ) throws(ExtractionError) -> [String: [UInt8]] {
        guard let range = image.sections[".osrel"], range.count <= 1 << 16 else { return [:] }
        var values: [String: [UInt8]] = [:]
        for line in ConfigurationLines.plain(try files.read(node.id, at: range.lowerBound, count: range.count)) {
            let (key, value) = ConfigurationLines.split(line, at: "=")
            values[String(decoding: key, as: UTF8.self)] = value.filter { $0 != 0x22 && $0 != 0x27 }
        }
        return values
    }
}

// MARK: - Order and choice

extension SystemdBoot {
    private func draft(_ pattern: [UInt8]?) -> BootDraft {
        let sorted = candidates.sorted { Self.order($0, $1) < 0 }
        var draft = BootDraft(lines: sorted.map { .entry($0.entry) })
        guard let pattern else { return draft }
        if pattern.first == UInt8(ascii: "@") {
            disk.warn("the default '\(ExtractionError.printable(pattern))' is kept by the firmware and not known here")
            return draft
        }
        let wanted = Self.lowercased(pattern)
        let chosen = sorted.firstIndex { candidate in
            let name = Self.lowercased(candidate.name)
            return ["", ".conf", ".efi"].contains { Self.matches(wanted, name + Array($0.utf8)) }
        }
        if let chosen { draft.defaultPath = [chosen] }
        return draft
    }

    /// The order of `boot_entry_compare`: what may not be tried any more last, what has a sort key first, then the
    /// highest version.
    private static func order(_ left: Candidate, _ right: Candidate) -> Int {
        let isSpent = (left.triesLeft == 0 ? 1 : 0, right.triesLeft == 0 ? 1 : 0)
        if isSpent.0 != isSpent.1 { return isSpent.0 - isSpent.1 }
        if (left.sortKey == nil) != (right.sortKey == nil) { return left.sortKey == nil ? 1 : -1 }
        if let one = left.sortKey, let two = right.sortKey {
            let orders = [
                VersionOrder.text(one, two), VersionOrder.text(left.machine, right.machine),
                VersionOrder.uapi(right.version, left.version),
            ]
            if let order = orders.first(where: { $0 != 0 }) { return order }
        }
        return VersionOrder.uapi(right.name, left.name)
    }

    /// A file's name without `+LEFT` or `+LEFT-DONE` at its end, and what is left.
    private static func counted(_ name: [UInt8]) -> (name: [UInt8], triesLeft: Int?) {
        guard let plus = name.lastIndex(of: UInt8(ascii: "+")) else { return (name, nil) }
        let counters = name[(plus + 1)...].split(
            separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = counters.map { Int(String(decoding: $0, as: UTF8.self)) }
        guard let left = numbers.first ?? nil, numbers.allSatisfy({ $0 != nil }) else { return (name, nil) }
        return (Array(name[..<plus]), left)
    }

    private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
    }

    /// Whether a glob pattern of `*`, `?` and `[…]` matches a name.
    static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        // The usual two-pointer walk: only the last star is ever returned to, so the time is bounded by the product.
        var (at, position, star, resume) = (0, 0, -1, 0)
        while position < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                star = at
                resume = position
                at += 1
            } else if let length = single(pattern[at...], name[position]) {
                at += length
                position += 1
            } else if star >= 0 {
                at = star + 1
                resume += 1
                position = resume
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// The length of the pattern's first element when it matches a byte.
    private static func single(_ pattern: ArraySlice<UInt8>, _ byte: UInt8) -> Int? {
        guard let first = pattern.first else { return nil }
        if first == UInt8(ascii: "["), let close = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")) {
            let set = Array(pattern[(pattern.startIndex + 1)..<close])
            var index = 0
            while index < set.count {
                let isRange = index + 2 < set.count && set[index + 1] == UInt8(ascii: "-")
                let upper = isRange ? set[index + 2] : set[index]
                if set[index] <= byte, byte <= upper { return close - pattern.startIndex + 1 }
                index += isRange ? 3 : 1
            }
            return nil
        }
        return first == UInt8(ascii: "?") || first == byte ? 1 : nil
    }
}
