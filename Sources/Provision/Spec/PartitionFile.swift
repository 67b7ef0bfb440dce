import Model

/// Reads a layout file as xen-tools has them: `[name]` sections with `size`, `type`, `mountpoint` and `options`.
enum PartitionFile {
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 32
            && text.allSatisfy { $0 == "-" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
    }

    static func parse(
        _ text: String, path: String, defaultType: String
    ) throws(ProvisionError) -> [StorageSpecBuilder.Plain] {
        var sections: [(name: String, line: Int, keys: [String: String])] = []
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(raw.prefix { $0 != "#" && $0 != ";" }).trimmed
            if line.isEmpty { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                sections.append((String(line.dropFirst().dropLast()).trimmed, index + 1, [:]))
                continue
            }
            let parts = line.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            guard parts.count == 2, !sections.isEmpty else {
                throw refusal(path, index + 1, "'\(line.printable)' is neither a section nor a key with a value")
            }
            sections[sections.count - 1].keys[parts[0].lowercased()] = parts[1]
        }
        var volumes: [StorageSpecBuilder.Plain] = []
        for section in sections { volumes.append(try volume(section, path, defaultType)) }
        // As xen-tools: shorter mount points first, so swap comes first and / next.
        return volumes.enumerated().sorted {
            let (left, right) = ($0.element.mountPoint?.utf8.count ?? 0, $1.element.mountPoint?.utf8.count ?? 0)
            return (left, $0.offset) < (right, $1.offset)
        }.map(\.element)
    }

    private static func volume(
        _ section: (name: String, line: Int, keys: [String: String]), _ path: String, _ defaultType: String
    ) throws(ProvisionError) -> StorageSpecBuilder.Plain {
        guard isName(section.name) else {
            throw refusal(
                path, section.line, "'\(section.name.printable)' is not a name of letters, digits and hyphens")
        }
        let known = ["size", "type", "mountpoint", "options"]
        if let stray = section.keys.keys.sorted().first(where: { !known.contains($0) }) {
            throw refusal(path, section.line, "[\(section.name)] has the unknown key '\(stray.printable)'")
        }
        guard let size = section.keys["size"] else {
            throw refusal(path, section.line, "[\(section.name)] has no size")
        }
        let type = section.keys["type"] ?? defaultType
        let mountPoint = section.keys["mountpoint"]
        guard type == "swap" || mountPoint?.hasPrefix("/") == true else {
            throw refusal(path, section.line, "[\(section.name)] has no mountpoint that starts with a slash")
        }
        do throws(ProvisionError) {
            if let mountPoint { _ = try GuestPath(mountPoint) }
            return StorageSpecBuilder.Plain(
                name: section.name, size: try ByteSize(parsing: size), type: type,
                mountPoint: type == "swap" ? nil : mountPoint, options: section.keys["options"])
        } catch {
            throw refusal(path, section.line, error.message)
        }
    }

    private static func refusal(_ path: String, _ line: Int, _ problem: String) -> ProvisionError {
        ProvisionError(.badInput, "\(path):\(line): \(problem)")
    }
}
