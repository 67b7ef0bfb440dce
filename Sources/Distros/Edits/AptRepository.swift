import Model

/// One more package repository for a guest with apt.
package struct AptRepository: Hashable, Sendable {
    /// Names its files: `docker` gives `sources.list.d/docker.sources` and `keyrings/docker.gpg`.
    package let name: String
    package let uri: String
    /// Suites; a flat repository has one that ends in a slash, and no components.
    package let suites: [String]
    package let components: [String]
    /// An OpenPGP key or keyring, binary or armoured; without one the guest's own keys must do.
    package let key: [UInt8]?

    /// - Throws: `.usage` for a name that is no file name, a text with blanks, or missing suites.
    package init(
        name: String, uri: String, suites: [String], components: [String] = [], key: [UInt8]? = nil
    ) throws(ProvisionError) {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
        guard isPlain, !name.isEmpty else {
            throw ProvisionError(
                .usage, "'\(name.printable)' cannot name a package repository", hint: "use letters, digits, '-' and '_'"
            )
        }
        let words = [uri] + suites + components
        guard uri.contains(":"), !suites.isEmpty, words.allSatisfy(AptText.isWord) else {
            throw ProvisionError(
                .usage, "repository \(name) needs a URI and suites, without blanks in them",
                hint: "such as https://mirror.example.org/debian bookworm main")
        }
        (self.name, self.uri, self.suites, self.components, self.key) = (name, uri, suites, components, key)
    }
}

/// Checks on text for apt's files, which have no quoting to speak of.
enum AptText {
    /// True for a text without blanks, control characters and comment signs.
    static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { (0x21..<0x7F).contains($0.value) && $0 != "#" && $0 != "\"" }
    }
}
