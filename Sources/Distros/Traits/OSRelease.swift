import Model

/// The fields of os-release(5) that tell distributions apart.
package struct OSRelease: Hashable, Sendable {
    /// `ID`: `debian`, `ubuntu`, `alpine`, …; empty when unknown.
    package var id = ""
    /// `ID_LIKE`, nearest relative first.
    package var relatives: [String] = []
    /// `VERSION_CODENAME`; Debian's testing and unstable, Alpine and others have none.
    package var codename: String?
    /// `VERSION_ID`; rolling distributions have none.
    package var version: String?
    /// `PRETTY_NAME`.
    package var prettyName: String?

    /// Nothing known.
    package init() {}

    /// Reads the file's text; lines that are not assignments are passed over.
    package init(parsing text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = String(line).trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].hasPrefix("#") else { continue }
            values[String(parts[0])] = Self.unquoted(String(parts[1]))
        }
        id = values["ID"] ?? ""
        relatives = (values["ID_LIKE"] ?? "").split(separator: " ").map(String.init)
        codename = values["VERSION_CODENAME"].flatMap { $0.isEmpty ? nil : $0 }
        version = values["VERSION_ID"].flatMap { $0.isEmpty ? nil : $0 }
        prettyName = values["PRETTY_NAME"]
    }

    /// The family by `ID`, then by `ID_LIKE`; nil when neither is known.
    var family: GuestTraits.Family? { ([id] + relatives).lazy.compactMap { Self.families[$0] }.first }

    private static let families: [String: GuestTraits.Family] = [
        "debian": .debian, "kali": .debian, "raspbian": .debian,
        "ubuntu": .ubuntu, "devuan": .devuan, "alpine": .alpine,
        "fedora": .redhat, "rhel": .redhat, "centos": .redhat, "rocky": .redhat, "almalinux": .redhat, "ol": .redhat,
        "suse": .suse, "opensuse": .suse, "opensuse-leap": .suse, "opensuse-tumbleweed": .suse, "sles": .suse,
        "arch": .arch, "archlinux": .arch,
    ]

    /// The shell's quoting as far as os-release(5) allows it: one pair of quotes around, backslash escapes within.
    private static func unquoted(_ text: String) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'", text.last == quote, text.count > 1 else {
            return text
        }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped, quote == "\"" {
                isEscaped = true
                continue
            }
            result.append(character)
            isEscaped = false
        }
        return result
    }
}
