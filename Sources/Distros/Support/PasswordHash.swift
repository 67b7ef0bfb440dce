import Model

/// Checks what goes into the password field of shadow(5).
enum PasswordHash {
    /// No password fits, keys still work. Not `!`: sshd takes that for a locked account and refuses keys too where it
    /// runs without PAM, as on Alpine.
    static let locked = "*"

    /// - Throws: `.badInput` for a text that is no crypt(5) hash; the message does not repeat it.
    static func checked(_ hash: String, for user: String) throws(ProvisionError) -> String {
        let isPlain = hash.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        guard isPlain, hash.hasPrefix("$"), hash.split(separator: "$").count >= 3 else {
            throw ProvisionError(
                .badInput, "the password hash for \(user) is not in the form of crypt(5)",
                hint: "make one with mkpasswd, it starts with $y$ or $6$")
        }
        return hash
    }

    /// The line of shadow(5) with a new password; ages and expiry stay as they were.
    static func shadowFields(_ name: String, _ password: String, day: Int, old: [String]?) -> [String] {
        var fields = old ?? [name, "", "", "0", "99999", "7", "", "", ""]
        while fields.count < 9 { fields.append("") }
        fields[1] = password
        fields[2] = String(day)
        return fields
    }
}
