/// A configuration of LILO, `/etc/lilo.conf`, for whoever asks for it: `key=value` lines, of which those before the first
/// image hold for all.
enum LiloConfiguration {
    /// The menu of a file on a volume.
    static func draft(_ bytes: [UInt8], _ disk: BootDisk, _ volume: Int) -> BootDraft {
        var draft = BootDraft()
        var common: [String: [UInt8]] = [:]
        var image: [String: [UInt8]]?
        for line in ConfigurationLines.plain(bytes) where line.first != UInt8(ascii: "#") && draft.lines.count < 1000 {
            let (word, rest) = ConfigurationLines.split(line, at: "= \t")
            let key = String(decoding: word, as: UTF8.self)
            let value = unquoted(rest)
            if key == "image" || key == "other" {
                if let image { draft.lines.append(.entry(entry(image, common, disk, volume))) }
                image = [key: value]
            } else if image != nil {
                image?[key] = value
            } else {
                common[key] = value
            }
        }
        if let image { draft.lines.append(.entry(entry(image, common, disk, volume))) }
        draft.defaultPath = draft.lines.firstIndex { $0.title == common["default"] }.map { [$0] } ?? []
        return draft
    }

    private static func entry(
        _ image: [String: [UInt8]], _ common: [String: [UInt8]], _ disk: BootDisk, _ volume: Int
    ) -> BootEntry {
        let value = { (key: String) in image[key] ?? common[key] }
        let path = image["image"] ?? image["other"] ?? []
        let name = path.split(separator: 0x2f).last.map(Array.init) ?? []
        var entry = BootEntry(title: image["label"] ?? name, id: image["alias"])
        guard image["image"] != nil else {
            entry.unusable = "it uses 'other'"
            return entry
        }
        entry.kernel = BootFile(volume: volume, path: path)
        entry.initrds = value("initrd").map { [BootFile(volume: volume, path: $0)] } ?? []
        var words = value("root").map { [Array("root=".utf8) + $0] } ?? []
        if image["read-write"] != nil || image["read-only"] == nil && common["read-write"] != nil {
            words.append(Array("rw".utf8))
        } else if value("read-only") != nil {
            words.append(Array("ro".utf8))
        }
        if let append = value("append") { words.append(append) }
        if let more = image["addappend"] { words.append(more) }
        guard words.reduce(0, { $0 + $1.count }) <= 1 << 16 else {
            entry.unusable = "its command line is longer than 65536 bytes"
            return entry
        }
        entry.arguments = Array(words.joined(separator: [0x20]))
        return disk.checked(entry)
    }

    private static func unquoted(_ value: [UInt8]) -> [UInt8] {
        value.count >= 2 && value.first == 0x22 && value.last == 0x22 ? Array(value.dropFirst().dropLast()) : value
    }
}
