import Model

/// Lets SSH keys log in as root.
package struct AuthorizeRootKeys: GuestEdit {
    package let title = "root's SSH keys"
    package let origin: String
    package let reads: [GuestPath] = ["/root/.ssh/authorized_keys"]
    private let keys: [AuthorizedKey]

    /// - Parameter keys: lines of public keys, or whole files of them.
    /// - Throws: `.badInput` for a private key, a damaged one, or another text.
    package init(_ keys: [String], origin: String = "--ssh-key") throws(ProvisionError) {
        self.keys = try AuthorizedKey.list(keys)
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        guard !keys.isEmpty else { return files }
        var files = files
        let lines = files.lines("/root/.ssh/authorized_keys") ?? []
        files["/root/.ssh"] = .directory(GuestDirectory(mode: 0o700))
        files.write("/root/.ssh/authorized_keys", lines: AuthorizedKey.merged(keys, into: lines), mode: 0o600)
        return files
    }
}
