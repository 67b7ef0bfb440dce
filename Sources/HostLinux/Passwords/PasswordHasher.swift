import CCrypt
import CHostShims
import Glibc
import Model
import Provision

/// Password hashes as crypt(5) has them, made by libcrypt.
package enum PasswordHasher {
    /// Hashes a password with a fresh salt from the system's random source, at the library's default cost.
    ///
    /// - Returns: a field for shadow(5): `$y$…` or `$6$…`.
    /// - Throws: `.usage` for a password that crypt(3) cannot take (empty, a NUL in it, over 512 bytes), `.unavailable`
    ///   when the library lacks the scheme.
    package static func hash(_ password: String, scheme: PasswordScheme = .yescrypt) throws(ProvisionError) -> String {
        guard !password.isEmpty, !password.utf8.contains(0), password.utf8.count <= CRYPT_MAX_PASSPHRASE_SIZE else {
            throw ProvisionError(
                .usage, "the password cannot be hashed",
                hint: "use 1 to \(CRYPT_MAX_PASSPHRASE_SIZE) bytes, none of them NUL")
        }
        guard let setting = crypt_gensalt_ra(scheme.prefix, 0, nil, 0) else {
            throw ProvisionError(
                .unavailable, "libcrypt makes no salt for \(scheme): \(describe(errno: errno))",
                hint: "choose another password scheme")
        }
        defer { free(setting) }
        guard let hash = crypt(password, setting: String(cString: setting)) else {
            throw ProvisionError(.unavailable, "libcrypt cannot hash with \(scheme): \(describe(errno: errno))")
        }
        return hash
    }

    /// Whether a password fits a hash that crypt(5) knows.
    package static func verify(_ password: String, against hash: String) -> Bool {
        crypt(password, setting: hash) == hash
    }

    private static func crypt(_ password: String, setting: String) -> String? {
        var memory: UnsafeMutableRawPointer?
        var size: Int32 = 0
        defer {
            // The library's work area has held the password.
            if let memory { hs_wipe(memory, Int(size)) }
            free(memory)
        }
        return crypt_ra(password, setting, &memory, &size).map { String(cString: $0) }
    }
}

extension PasswordScheme {
    /// How hashes of this scheme begin (crypt(5)).
    fileprivate var prefix: String {
        switch self {
        case .yescrypt: "$y$"
        case .sha512: "$6$"
        }
    }
}
