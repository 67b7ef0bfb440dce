import Model

/// Gives the guest SSH host keys of its own and removes every other, such as those that all copies of an image share.
package struct InstallHostKeys: GuestEdit {
    package let title = "SSH host keys"
    package let origin: String
    package let reads: [GuestPath]
    package let lists: [GuestPath] = ["/etc/ssh"]
    private let keys: [HostKey]

    /// - Parameter keys: at most one of each kind.
    /// - Throws: `.usage` for two keys of one kind, or none: sshd does not start without.
    package init(_ keys: [HostKey], origin: String = "default") throws(ProvisionError) {
        guard !keys.isEmpty, Set(keys.map(\.kind)).count == keys.count else {
            throw ProvisionError(.usage, "a guest needs one SSH host key of each kind, got \(keys.count)")
        }
        self.keys = keys
        self.origin = origin
        // Read, so that a key which is the same already shows up as no change in the plan.
        reads = try Self.paths(keys.map(\.kind))
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        for name in files.names(in: "/etc/ssh") where Self.isHostKey(name) {
            files.remove(try GuestPath("/etc/ssh").appending(name))
        }
        for key in keys {
            files[try Self.path(key.kind, "")] = .file(GuestFile(content: Array(key.privateKey.utf8), mode: 0o600))
            files[try Self.path(key.kind, ".pub")] = .file(GuestFile(content: Array((key.publicKey + "\n").utf8)))
        }
        return files
    }

    private static func path(_ kind: HostKey.Kind, _ suffix: String) throws(ProvisionError) -> GuestPath {
        try GuestPath("/etc/ssh").appending("ssh_host_\(kind.rawValue)_key\(suffix)")
    }

    private static func paths(_ kinds: [HostKey.Kind]) throws(ProvisionError) -> [GuestPath] {
        var paths: [GuestPath] = []
        for kind in kinds { paths += [try path(kind, ""), try path(kind, ".pub")] }
        return paths
    }

    static func isHostKey(_ name: String) -> Bool {
        name.hasPrefix("ssh_host_") && (name.hasSuffix("_key") || name.hasSuffix("_key.pub"))
    }
}
