import Model

/// A guest's root directory on the host, opened so that nothing in it can lead outside.
package protocol GuestRoot {
    /// Loads what an edit asks for; see `GuestEdit` for the three lists.
    func load(
        reads: [GuestPath], probes: [GuestPath], lists: [GuestPath]
    ) throws(ProvisionError) -> GuestFiles
    func carryOut(_ changes: [GuestChange]) throws(ProvisionError)
    /// Copies a regular file of the guest to a new file of the host, 0600. Links are followed inside the root only.
    func copyOut(_ path: GuestPath, to target: String) throws(ProvisionError)
    /// Renames a directory of the guest to a new name on the host, on the same file system. Links on the way are
    /// followed inside the root only; a link at the end is refused.
    func moveOut(_ path: GuestPath, to target: String) throws(ProvisionError)
}

extension GuestRoot {
    /// Loads, applies and carries out one edit.
    package func perform(_ edit: any GuestEdit) throws(ProvisionError) {
        let before = try load(reads: edit.reads, probes: edit.probes, lists: edit.lists)
        let after = try edit.apply(to: before)
        try carryOut(after.changes(from: before))
    }
}

/// Everything around a guest's root that needs the host: opening it, unpacking into it, mounting for programs in it.
package protocol GuestRoots {
    func open(_ directory: String) throws(ProvisionError) -> any GuestRoot
    /// Unpacks a tar archive; nothing is written before every entry was found harmless.
    func unpack(
        _ archive: String, into directory: String, sha256: String?, progress: (Double) -> Void
    ) throws(ProvisionError)
    /// Mounts /proc, /sys and a minimal /dev below the root for programs that run inside, in our mount namespace.
    func mountForPrograms(_ directory: String) throws(ProvisionError)
    /// Takes those mounts away again, and leaves one on the directory itself; must succeed before the tree is copied or
    /// removed.
    func unmountAll(below directory: String) throws(ProvisionError)
    /// Ends every process that this run started and that is still alive, and unmounts what it had mounted.
    func leaveNoProcess() throws(ProvisionError)
    /// Mounts an image, by a loop device, or a block device on a directory, in our mount namespace.
    func mountImage(_ image: String, type: String, on directory: String, readOnly: Bool) throws(ProvisionError)
    /// Takes the mount on this directory away.
    func unmount(_ directory: String) throws(ProvisionError)
}

/// What libblkid found on a file or device.
package struct SignatureFacts: Hashable, Codable, Sendable {
    /// `ext4`, `swap`, `xfs`, …; nil where only a partition table is.
    package var type: String?
    package var uuid: String?
    package var label: String?
    /// `gpt`, `dos`, …
    package var partitionTable: String?

    package init(type: String?, uuid: String?, label: String? = nil, partitionTable: String? = nil) {
        self.type = type
        self.uuid = uuid
        self.label = label
        self.partitionTable = partitionTable
    }
}

/// Reads what a file or device holds.
package protocol SignatureReader {
    /// - Parameter offset: bytes from its start.
    func probe(_ path: String, offset: UInt64) throws(ProvisionError) -> SignatureFacts?
}

/// Makes secrets' public forms. The secrets themselves never leave memory.
package protocol SecretMaker {
    /// A crypt(5) hash; `scheme` is `yescrypt` or `sha512`.
    func hash(_ password: String, scheme: PasswordScheme) throws(ProvisionError) -> String
    /// A password from the system's random source, without characters that look alike.
    func password(length: Int) throws(ProvisionError) -> String
    func randomBytes(_ count: Int) throws(ProvisionError) -> [UInt8]
}

/// How a password is hashed for the guest's shadow file (crypt(5)).
package enum PasswordScheme: String, Codable, Sendable { case yescrypt, sha512 }

/// Shows a person what is going on.
package protocol Reporter: AnyObject {
    /// A phase begins; the next call ends it.
    func begin(_ phase: String)
    /// How far the phase is, 0 to 1.
    func progress(_ fraction: Double, _ text: String)
    /// The phase is done.
    func end()
    /// A sentence that the user should see now.
    func note(_ text: String)
    func warn(_ text: String)
    /// For the log only.
    func detail(_ text: String)
}

/// Asks whether a signal has told us to stop.
package protocol Interruption: AnyObject {
    /// - Throws: `.interrupted` once SIGINT, SIGTERM or SIGHUP has come, until `shield` was called.
    func check() throws(ProvisionError)
    /// From now on the signals are only answered with the reason why we must go on.
    func shield(_ reason: String)
}
