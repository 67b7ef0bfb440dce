import Model

/// One package of a guest: what `dpkg` calls it, and the file that it came from.
package struct LockedPackage: Hashable, Codable, Sendable {
    package var name: String
    package var version: String
    /// `amd64`, or `all`.
    package var architecture: String
    /// Of the .deb file, in lower-case hexadecimal, as the archive's signed index says; nil where no index told.
    package var sha256: String?

    package init(name: String, version: String, architecture: String, sha256: String? = nil) {
        self.name = name
        self.version = version
        self.architecture = architecture
        self.sha256 = sha256
    }

    /// Written out also where it is null: that a digest is missing is to be seen.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(version, forKey: .version)
        try container.encode(architecture, forKey: .architecture)
        try container.encode(sha256, forKey: .sha256)
    }

    /// The same package without its digest.
    var bare: LockedPackage { LockedPackage(name: name, version: version, architecture: architecture) }
}

extension LockedPackage: Comparable {
    package static func < (one: LockedPackage, two: LockedPackage) -> Bool {
        (one.name, one.architecture, one.version) < (two.name, two.architecture, two.version)
    }
}

extension LockedPackage {
    private init?(_ paragraph: [String: String]) {
        guard let name = paragraph["Package"], let version = paragraph["Version"],
            let architecture = paragraph["Architecture"]
        else { return nil }
        self.init(name: name, version: version, architecture: architecture)
    }

    /// The packages whose files are there, by dpkg's status file.
    static func installed(status: [UInt8]) -> [LockedPackage] {
        let paragraphs = ControlText.paragraphs(status, fields: ["Package", "Version", "Architecture", "Status"])
        return paragraphs.compactMap { paragraph in
            let state = paragraph["Status"]?.split(separator: " ").last
            return state == "not-installed" || state == "config-files" ? nil : LockedPackage(paragraph)
        }.sorted()
    }

    /// The packages of an index, or of what `apt-cache show` prints of indexes, with their digests. A package that two
    /// archives have with different files is left out: nobody can tell then which of them was installed.
    static func indexed(_ text: [UInt8]) -> [LockedPackage] {
        var digests: [LockedPackage: Set<String>] = [:]
        for paragraph in ControlText.paragraphs(text, fields: ["Package", "Version", "Architecture", "SHA256"]) {
            guard let package = LockedPackage(paragraph), let digest = paragraph["SHA256"]?.lowercased(),
                ReleaseFile.isDigest(digest)
            else { continue }
            digests[package, default: []].insert(digest)
        }
        return digests.compactMap { package, found in
            guard found.count == 1, let digest = found.first else { return nil }
            var package = package
            package.sha256 = digest
            return package
        }.sorted()
    }
}
