import Model

/// Lets an account without password use sudo(8): the group's rule would ask it for the password that it does not have.
package struct GrantSudo: GuestEdit {
    private let account: AccountSpec

    package let title = "sudo"
    package let origin: String
    package var reads: [GuestPath] { [path] }

    /// sudo passes over names with a dot or a tilde (sudoers(5), "Including other files"); login names have neither.
    private let path: GuestPath

    /// - Throws: `.badInput` for a name that is no file name; an account that was checked has none.
    package init(_ account: AccountSpec, origin: String = "--user") throws(ProvisionError) {
        self.account = account
        self.origin = origin
        path = try GuestPath("/etc/sudoers.d").appending("90-xen-provision-\(account.name)")
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        // sudo refuses a file that others may write.
        files.write(path, "\(account.name) ALL=(ALL:ALL) NOPASSWD: ALL\n", mode: 0o440)
        return files
    }
}
