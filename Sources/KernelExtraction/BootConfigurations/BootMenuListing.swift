/// How a menu is shown.
extension BootMenu {
    /// The text of pygrub's `--list-entries`, ending in a newline when there are entries.
    ///
    /// - Parameter volumes: the file systems that the finder was given: a partition is shown as pygrub shows it,
    ///   `d0p2`, anything else as `None`.
    package func listing(_ volumes: [BootVolume]) -> String {
        entries.map { entry in
            let initrds = entry.initrds.map { ExtractionError.printable($0.path) }.joined(separator: " ")
            let arguments = ExtractionError.printable(entry.arguments, limit: 4096)
            return """
                title: \(ExtractionError.printable(entry.title))
                  root: \(Self.root(entry, volumes))
                  kernel: \(entry.kernel.map { ExtractionError.printable($0.path) } ?? "None")
                  args: \(entry.arguments.isEmpty ? "None" : arguments)
                  initrd: \(entry.initrds.isEmpty ? "None" : initrds)

                """
        }.joined()
    }

    private static func root(_ entry: BootEntry, _ volumes: [BootVolume]) -> String {
        guard let volume = entry.kernel?.volume, volumes.indices.contains(volume),
            case .partition(let number) = volumes[volume].place
        else { return "None" }
        return "d0p\(number)"
    }

    /// The menu as a JSON object: `format`, `path`, `volume`, `default` (an index or null), `entries` in the order of
    /// their indices, `items` as a tree of indices and submenus, and `warnings`. Bytes that are no UTF-8 are escaped.
    package func json(_ volumes: [BootVolume]) -> String {
        let place = volumes.indices.contains(source.volume) ? volumes[source.volume].description : ""
        return JSONText.object([
            ("format", JSONText.string(source.format.rawValue)), ("path", JSONText.string(source.path)),
            ("volume", JSONText.string(place)), ("default", defaultEntry.map { String($0) } ?? "null"),
            ("entries", JSONText.array(entries.enumerated().map { Self.json($0.offset, $0.element, volumes) })),
            ("items", JSONText.array(items.map(Self.json))),
            ("warnings", JSONText.array(warnings.map(JSONText.string))),
        ])
    }

    private static func json(_ index: Int, _ entry: BootEntry, _ volumes: [BootVolume]) -> String {
        JSONText.object([
            ("index", String(index)), ("title", JSONText.bytes(entry.title)),
            ("id", entry.id.map(JSONText.bytes) ?? "null"), ("kind", JSONText.string(entry.kind.rawValue)),
            ("kernel", entry.kernel.map { json($0, volumes) } ?? "null"),
            ("initrds", JSONText.array(entry.initrds.map { json($0, volumes) })),
            ("arguments", JSONText.bytes(entry.arguments)),
            ("unusable", entry.unusable.map(JSONText.string) ?? "null"),
        ])
    }

    private static func json(_ file: BootFile, _ volumes: [BootVolume]) -> String {
        let place = volumes.indices.contains(file.volume) ? volumes[file.volume].description : ""
        return JSONText.object([("volume", JSONText.string(place)), ("path", JSONText.bytes(file.path))])
    }

    private static func json(_ item: Item) -> String {
        switch item {
        case .entry(let index): String(index)
        case .submenu(let title, let id, let items):
            JSONText.object([
                ("title", JSONText.bytes(title)), ("id", id.map(JSONText.bytes) ?? "null"),
                ("items", JSONText.array(items.map(json))),
            ])
        }
    }
}

/// The little JSON that the worker writes; it has no Foundation.
enum JSONText {
    static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }

    /// Bytes as a string; those that are no UTF-8 are shown as `\xNN`.
    static func bytes(_ bytes: [UInt8]) -> String { string(ExtractionError.printable(bytes, limit: .max)) }

    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
