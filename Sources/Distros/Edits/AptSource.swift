import Model

/// One stanza of sources.list(5): a mirror with suites and components.
package struct AptSource: Hashable, Sendable {
    package var uri: String
    package var suites: [String]
    package var components: [String]
    /// Path of a keyring in the guest; nil for apt's own trusted keys.
    package var signedBy: GuestPath?

    package init(uri: String, suites: [String], components: [String], signedBy: GuestPath? = nil) {
        (self.uri, self.suites, self.components, self.signedBy) = (uri, suites, components, signedBy)
    }

    /// The stanza in the form that apt 1.1 brought (deb822).
    var stanza: [String] {
        var lines = ["Types: deb", "URIs: \(uri)", "Suites: \(suites.joined(separator: " "))"]
        if !components.isEmpty { lines.append("Components: \(components.joined(separator: " "))") }
        if let signedBy { lines.append("Signed-By: \(signedBy)") }
        return lines
    }

    /// The same as one line a suite.
    var lines: [String] {
        suites.map { suite in
            let option = signedBy.map { "[signed-by=\($0)] " } ?? ""
            return (["deb \(option)\(uri)", suite] + components).joined(separator: " ")
        }
    }
}
