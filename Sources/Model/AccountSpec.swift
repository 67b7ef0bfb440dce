/// A login account to be made in the guest.
package struct AccountSpec: Hashable, Codable, Sendable {
    /// Login name by the rule of useradd(8): `[a-z_][a-z0-9_-]*`, at most 32 characters.
    package let name: String
    /// Lines for `authorized_keys`.
    package var authorizedKeys: [String]
    /// Member of the group that may use sudo (`sudo` on Debian's family, `wheel` elsewhere).
    package var isAdministrator: Bool

    /// - Throws: `.usage` for a name that useradd would refuse.
    package init(name: String, authorizedKeys: [String] = [], isAdministrator: Bool = false) throws(ProvisionError) {
        let first = name.first.map { $0 == "_" || ($0.isASCII && $0.isLowercase) } ?? false
        let rest = name.allSatisfy { $0 == "_" || $0 == "-" || ($0.isASCII && ($0.isLowercase || $0.isNumber)) }
        guard first, rest, name.utf8.count <= 32 else {
            throw ProvisionError(
                .usage, "'\(name.printable)' is not a login name",
                hint: "use lower-case letters, digits, '_' and '-', 32 at most")
        }
        self.name = name
        self.authorizedKeys = authorizedKeys
        self.isAdministrator = isAdministrator
    }
}
