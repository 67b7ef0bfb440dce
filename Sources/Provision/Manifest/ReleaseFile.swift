import Model

/// A signed file of an archive that packages were chosen by: `InRelease`, or `Release` where there is none.
package struct ReleaseFile: Hashable, Codable, Sendable, Comparable {
    /// Without scheme, user and password: `mirror.example.org/debian/dists/bookworm/InRelease`.
    package var address: String
    /// In lower-case hexadecimal.
    package var sha256: String

    package init(address: String, sha256: String) { (self.address, self.sha256) = (address, sha256) }

    package static func < (one: ReleaseFile, two: ReleaseFile) -> Bool {
        (one.address, one.sha256) < (two.address, two.sha256)
    }

    /// The files that sha256sum(1) has summed up in apt's directory of lists.
    static func summed(_ text: String) -> [ReleaseFile] {
        text.lines.compactMap { line in
            // A backslash in front says that there are some in the name.
            let line = line.hasPrefix("\\") ? line.dropFirst() : line[...]
            let digest = String(line.prefix(64))
            guard isDigest(digest), let name = line.dropFirst(66).split(separator: "/").last else { return nil }
            return ReleaseFile(address: address(ofList: name), sha256: digest)
        }
    }

    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// apt names a list by its address: slashes become underscores, and what would be one is quoted before
    /// (`URItoFileName` of libapt-pkg). It leaves out who logs in there.
    private static func address(ofList name: Substring) -> String {
        let parts = name.split(separator: "%", omittingEmptySubsequences: false)
        func slashed(_ text: Substring) -> [UInt8] {
            text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 }
        }
        var bytes = slashed(parts.first ?? "")
        for part in parts.dropFirst() {
            if part.utf8.count >= 2, let byte = UInt8(part.prefix(2), radix: 16) {
                bytes += [byte] + slashed(part.dropFirst(2))
            } else {
                bytes += [UInt8(ascii: "%")] + slashed(part)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
