import Model

/// Private SSH keys, by their looks.
package enum PrivateKey {
    /// Whether a text is in a form that ssh-keygen reads: OpenSSH's own, or PEM, which may have text in front.
    package static func isOne(_ text: String) -> Bool {
        text.lines.contains { $0.hasPrefix("-----BEGIN ") && $0.trimmed.hasSuffix("PRIVATE KEY-----") }
    }
}
