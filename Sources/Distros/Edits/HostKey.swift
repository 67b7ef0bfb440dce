import Model

/// An SSH host key that was made outside of the guest.
package struct HostKey: Hashable, Sendable {
    /// Kinds that current sshd offers.
    package enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
        case ed25519, rsa, ecdsa

        /// The words in front of public keys of this kind.
        var publicTypes: [String] {
            switch self {
            case .ed25519: ["ssh-ed25519"]
            case .rsa: ["ssh-rsa"]
            case .ecdsa: ["256", "384", "521"].map { "ecdsa-sha2-nistp" + $0 }
            }
        }
    }

    package let kind: Kind
    /// The private key file's text, as ssh-keygen(1) wrote it.
    let privateKey: String
    /// The public key file's line.
    package let publicKey: String

    /// - Throws: `.badInput` when the two texts are not a private and a public key.
    package init(kind: Kind, privateKey: String, publicKey: String) throws(ProvisionError) {
        guard privateKey.hasPrefix("-----BEGIN "), privateKey.contains("PRIVATE KEY-----") else {
            throw ProvisionError(.badInput, "the \(kind.rawValue) host key is not a private key file")
        }
        let key = try AuthorizedKey(publicKey)
        guard kind.publicTypes.contains(key.type) else {
            throw ProvisionError(.badInput, "the public host key is not of kind \(kind.rawValue)")
        }
        self.kind = kind
        self.privateKey = privateKey.hasSuffix("\n") ? privateKey : privateKey + "\n"
        self.publicKey = key.line
    }
}

extension HostKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Only the public half, so that no log or dump can hold the private one.
    package var description: String { "\(kind.rawValue) host key \(publicKey)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["kind": kind, "publicKey": publicKey]) }
}
