import Model

/// A line of authorized_keys(5), checked: a guest with a broken line is a guest that nobody can log in to.
package struct AuthorizedKey: Hashable, Sendable {
    /// The line as it goes into the file.
    package let line: String
    /// `ssh-ed25519`, `ssh-rsa`, …
    let type: String
    /// The base64 blob, by which two lines are the same key.
    let blob: String

    private static let types: Set<Substring> = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// - Throws: `.badInput` for a private key, an unknown type, or a blob that is not a key of that type; a private key
    ///   is never quoted in the message.
    package init(_ text: String) throws(ProvisionError) {
        let line = text.trimmed
        guard !Self.looksPrivate(line) else {
            throw ProvisionError(
                .badInput, "a private key was given where a public key belongs",
                hint: "give the file whose name ends in .pub")
        }
        guard !line.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) else {
            throw ProvisionError(.badInput, "an SSH key line holds control characters")
        }
        let words = Self.words(line)
        guard let index = words.prefix(2).firstIndex(where: Self.types.contains), words.count > index + 1 else {
            throw ProvisionError(
                .badInput, "'\(line.prefix(40).description.printable)' is not an SSH public key",
                hint: "it starts with its type, such as ssh-ed25519; DSA keys are no longer accepted by sshd")
        }
        let (type, blob) = (words[index], words[index + 1])
        guard let bytes = Base64.decode(blob), Self.type(of: bytes) == type else {
            throw ProvisionError(
                .badInput, "the \(type) key '\(blob.prefix(20).description.printable)…' is damaged",
                hint: "copy the line of the .pub file whole")
        }
        self.line = line
        self.type = String(type)
        self.blob = String(blob)
    }

    /// The keys in several texts, each line of a text on its own; blank lines and comments are passed over.
    ///
    /// - Throws: as `init`.
    package static func list(_ texts: [String]) throws(ProvisionError) -> [AuthorizedKey] {
        var keys: [AuthorizedKey] = []
        for line in texts.flatMap({ $0.split(whereSeparator: \.isNewline) }).map({ String($0).trimmed }) {
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            try keys.append(AuthorizedKey(line))
        }
        return keys
    }

    /// The file's lines with those keys behind them that are not there yet. Existing lines are never judged or changed.
    static func merged(_ keys: [AuthorizedKey], into lines: [String]) -> [String] {
        keys.reduce(into: lines) { lines, key in
            let isKnown = lines.contains { words($0).contains { $0 == key.blob } && !$0.hasPrefix("#") }
            if !isKnown { lines.append(key.line) }
        }
    }

    private static func looksPrivate(_ line: String) -> Bool {
        line.contains("PRIVATE KEY") || line.contains("-----BEGIN") || line.hasPrefix("PuTTY-User-Key-File")
    }

    /// Words apart by blanks outside of double quotes; the options in front may hold quoted blanks.
    private static func words(_ line: String) -> [Substring] {
        var isQuoted = false
        return line.split { character in
            if character == "\"" { isQuoted.toggle() }
            return !isQuoted && (character == " " || character == "\t")
        }
    }

    /// The type inside of a blob; nil unless the blob is a whole number of strings, each with a 32-bit length in front
    /// (RFC 4253, 6.6), so that a key which lost its end in a terminal is found out.
    private static func type(of blob: [UInt8]) -> Substring? {
        var strings: [ArraySlice<UInt8>] = []
        var rest = blob[...]
        while !rest.isEmpty {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 4, length <= rest.count - 4 else { return nil }
            strings.append(rest.dropFirst(4).prefix(length))
            rest = rest.dropFirst(4 + length)
        }
        guard strings.count > 1, let first = strings.first else { return nil }
        return Substring(String(decoding: first, as: UTF8.self))
    }
}
