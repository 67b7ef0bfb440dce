import Model

/// The four account files of a root together, so that they cannot be brought out of step.
struct AccountDatabases {
    /// Numeric user and group of an account.
    struct IDs: Equatable {
        let user: UInt32
        let group: UInt32
    }

    private(set) var users: ColonTable
    private var secrets: ColonTable
    private var groups: ColonTable
    /// Alpine and others have no gshadow; none is made for them.
    private var groupSecrets: ColonTable?

    /// What useradd(8) hands out to people by login.defs(5): 60000 and above belong to nobody and to containers.
    private static let range: Range<UInt32> = 1000..<60000

    /// - Throws: `.failed` when passwd, shadow or group is missing.
    init(_ files: GuestFiles) throws(ProvisionError) {
        guard let passwd = files.text("/etc/passwd"), let shadow = files.text("/etc/shadow"),
            let group = files.text("/etc/group")
        else {
            throw ProvisionError(
                .failed, "the guest lacks one of /etc/passwd, /etc/shadow and /etc/group, so no account can be made",
                hint: "run 'pwconv' in the guest's root if only /etc/shadow is missing")
        }
        (users, secrets, groups) = (ColonTable(passwd), ColonTable(shadow), ColonTable(group))
        groupSecrets = files.text("/etc/gshadow").map { ColonTable($0) }
    }

    /// Adds the user with a group of the same name, or finds the one that is there.
    ///
    /// - Throws: `.exists` for an account of the system; `.failed` when no number is free or the line is damaged.
    mutating func ensureUser(_ name: String, home: GuestPath, shell: String) throws(ProvisionError) -> IDs {
        if let fields = users[name] { return try existing(name, fields) }
        let ownGroup = groups[name].flatMap { $0.count > 2 ? UInt32($0[2]) : nil }
        let (taken, takenGroups) = (users.numbers(inField: 2), groups.numbers(inField: 2))
        guard
            let number = Self.range.first(where: {
                !taken.contains($0) && (ownGroup != nil || !takenGroups.contains($0))
            })
        else { throw ProvisionError(.failed, "the guest has no free user number for account \(name)") }
        let group = ownGroup ?? number
        users[name] = [name, "x", "\(number)", "\(group)", "", home.text, shell]
        if ownGroup == nil {
            groups[name] = [name, "x", "\(group)", ""]
            groupSecrets?[name] = [name, "!", "", ""]
        }
        return IDs(user: number, group: group)
    }

    mutating func setPassword(of name: String, _ password: String, day: Int) {
        secrets[name] = PasswordHash.shadowFields(name, password, day: day, old: secrets[name])
    }

    /// Puts the user into the group that may use sudo: Debian's `sudo`, elsewhere `wheel`.
    ///
    /// - Throws: `.failed` when the guest has neither group.
    mutating func makeAdministrator(_ name: String) throws(ProvisionError) {
        guard let group = ["sudo", "wheel"].first(where: { groups[$0] != nil }) else {
            throw ProvisionError(
                .failed, "the guest has no group sudo or wheel, so \(name) cannot become an administrator",
                hint: "add the package sudo")
        }
        groups.addMember(name, to: group)
        groupSecrets?.addMember(name, to: group)
    }

    func store(in files: inout GuestFiles) {
        files.write("/etc/passwd", users.text)
        files.write("/etc/shadow", secrets.text)
        files.write("/etc/group", groups.text)
        if let groupSecrets { files.write("/etc/gshadow", groupSecrets.text) }
    }

    private func existing(_ name: String, _ fields: [String]) throws(ProvisionError) -> IDs {
        guard fields.count >= 7, let user = UInt32(fields[2]), let group = UInt32(fields[3]) else {
            throw ProvisionError(.failed, "the guest's /etc/passwd has a damaged line for \(name)")
        }
        guard Self.range.contains(user) else {
            throw ProvisionError(
                .exists, "'\(name)' is an account of the guest's system with number \(user)",
                hint: "choose another login name")
        }
        return IDs(user: user, group: group)
    }
}
