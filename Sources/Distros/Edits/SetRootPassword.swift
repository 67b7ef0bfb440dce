import Model

/// Gives root a password, as a hash that was made outside.
package struct SetRootPassword: GuestEdit {
    package let title = "root password"
    package let origin: String
    package let reads = RootShadow.reads
    private let hash: String
    private let day: Int

    /// - Parameters:
    ///   - hash: in the form of crypt(5); it appears nowhere but in `/etc/shadow`.
    ///   - day: days since 1970-01-01, the date of the last change.
    /// - Throws: `.badInput` when the hash is not one.
    package init(hash: String, day: Int, origin: String = "--password") throws(ProvisionError) {
        self.hash = try PasswordHash.checked(hash, for: "root")
        self.day = day
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        try RootShadow.setting(password: hash, day: day, in: files)
    }
}

/// Takes root's password away: nobody can log in with one, keys still work.
package struct LockRootPassword: GuestEdit {
    package let title = "root password (locked)"
    package let origin: String
    package let reads = RootShadow.reads
    private let day: Int

    /// - Parameter day: days since 1970-01-01, the date of the last change.
    package init(day: Int, origin: String = "default") {
        self.day = day
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        // What is locked already stays as it is, so that the date does not change for nothing.
        let password = files.text("/etc/shadow").flatMap { ColonTable($0)["root"]?.dropFirst().first }
        if let password, password.hasPrefix("*") || password.hasPrefix("!") { return files }
        return try RootShadow.setting(password: PasswordHash.locked, day: day, in: files)
    }
}

/// Root's line in the account databases.
private enum RootShadow {
    static let reads: [GuestPath] = ["/etc/passwd", "/etc/shadow"]

    static func setting(password: String, day: Int, in files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        guard let shadow = files.text("/etc/shadow"), let passwd = files.text("/etc/passwd") else {
            throw ProvisionError(
                .failed, "the guest has no /etc/shadow, so root's password has no place",
                hint: "run 'pwconv' in the guest's root")
        }
        var files = files
        var (users, secrets) = (ColonTable(passwd), ColonTable(shadow))
        secrets["root"] = PasswordHash.shadowFields("root", password, day: day, old: secrets["root"])
        // Anything but `x` here would make the guest look past /etc/shadow.
        if var user = users["root"], user.count > 1, user[1] != "x" {
            user[1] = "x"
            users["root"] = user
            files.write("/etc/passwd", users.text)
        }
        files.write("/etc/shadow", secrets.text)
        return files
    }
}
