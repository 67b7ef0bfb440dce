import Model

/// Makes a login account, or brings an existing one to the password, keys and groups that were asked for.
///
/// It does what useradd(8) would do, without running a program of the guest.
package struct AddAccount: GuestEdit {
    package let origin: String
    package let reads: [GuestPath]
    package let probes: [GuestPath] = ["/bin/bash", "/usr/bin/bash"]
    package var title: String { "account \(account.name)" }
    private let account: AccountSpec
    private let keys: [AuthorizedKey]
    private let password: String
    private let hasPassword: Bool
    private let day: Int
    private let home: GuestPath

    /// - Parameters:
    ///   - passwordHash: in the form of crypt(5); without one no password fits. It appears nowhere but in `/etc/shadow`.
    ///   - day: days since 1970-01-01, the date of the last change.
    /// - Throws: `.badInput` when the hash or a key is not one.
    package init(
        _ account: AccountSpec, passwordHash: String?, day: Int, origin: String = "--user"
    ) throws(ProvisionError) {
        self.account = account
        self.origin = origin
        self.day = day
        keys = try AuthorizedKey.list(account.authorizedKeys)
        hasPassword = passwordHash != nil
        if let passwordHash {
            password = try PasswordHash.checked(passwordHash, for: account.name)
        } else {
            password = PasswordHash.locked
        }
        home = try GuestPath("/home").appending(account.name)
        reads = [
            "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", try home.appending(".ssh/authorized_keys"),
        ]
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var databases = try AccountDatabases(files)
        let isNew = databases.users[account.name] == nil
        let shell = files.exists("/bin/bash") || files.exists("/usr/bin/bash") ? "/bin/bash" : "/bin/sh"
        let ids = try databases.ensureUser(account.name, home: home, shell: shell)
        if isNew || hasPassword { databases.setPassword(of: account.name, password, day: day) }
        if account.isAdministrator { try databases.makeAdministrator(account.name) }
        var result = files
        databases.store(in: &result)
        if isNew { result[home] = .directory(GuestDirectory(mode: 0o700, owner: ids.user, group: ids.group)) }
        if !keys.isEmpty { try authorize(ids, in: &result) }
        return result
    }

    private func authorize(_ ids: AccountDatabases.IDs, in files: inout GuestFiles) throws(ProvisionError) {
        let directory = try home.appending(".ssh")
        let path = try directory.appending("authorized_keys")
        let lines = AuthorizedKey.merged(keys, into: files.lines(path) ?? [])
        let text = lines.map { $0 + "\n" }.joined()
        files[directory] = .directory(GuestDirectory(mode: 0o700, owner: ids.user, group: ids.group))
        files[path] = .file(
            GuestFile(content: Array(text.utf8), mode: 0o600, owner: ids.user, group: ids.group))
    }
}
