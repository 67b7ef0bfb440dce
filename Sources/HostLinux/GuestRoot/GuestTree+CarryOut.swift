import CHostShims
import Glibc
import Model

extension GuestTree {
    /// Carries out the changes in their order; each of them is whole or not there, all of them together are not.
    ///
    /// Files and links are made under a temporary name and renamed, so a link at the path is replaced and never written
    /// through. Parents are followed inside the root; missing ones are made, root's, 0755. Owners are applied as numbers;
    /// in a user namespace they are the inner ids. Extended attributes are not set.
    ///
    /// - Throws: `.failed` when a directory is where a file belongs or should be removed, when a parent is no directory or
    ///   a link that leads nowhere, or when the system refuses; `.notPermitted` when it does so for lack of rights.
    package func carryOut(_ changes: [GuestChange]) throws(ProvisionError) {
        for change in changes {
            switch change {
            case .remove(let path): try remove(path)
            case .put(let path, .file(let file)): try put(file, at: path)
            case .put(let path, .link(let target)): try put(linkTo: target, at: path)
            case .put(let path, .directory(let directory)): try put(directory, at: path)
            case .put(let path, .present):
                throw ProvisionError(.failed, "nobody said what to write to \(inGuest(path))")
            }
        }
    }

    private func remove(_ path: GuestPath) throws(ProvisionError) {
        guard let name = path.components.last else { throw isDirectory(path) }
        guard let parent = try parent(of: path) else { return }
        if unlinkat(parent.descriptor, name, 0) == 0 || errno == ENOENT { return }
        throw errno == EISDIR ? isDirectory(path) : .system("removing \(inGuest(path))", errno: errno)
    }

    private func put(_ file: GuestFile, at path: GuestPath) throws(ProvisionError) {
        try replace(path) { (parent, name) throws(ProvisionError) in
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = openat(parent, name, flags, 0o600)
            guard descriptor >= 0 else { throw .system("writing \(inGuest(path))", errno: errno) }
            let made = OpenFile(owning: descriptor)
            try Descriptor.writeAll(descriptor, file.content, inGuest(path))
            try give(made, path, mode: file.mode, owner: file.owner, group: file.group)
        }
    }

    private func put(linkTo target: String, at path: GuestPath) throws(ProvisionError) {
        try replace(path) { (parent, name) throws(ProvisionError) in
            guard symlinkat(target, parent, name) == 0 else {
                throw .system("making the link \(inGuest(path))", errno: errno)
            }
        }
    }

    private func put(_ directory: GuestDirectory, at path: GuestPath) throws(ProvisionError) {
        guard let name = path.components.last else {
            guard let top = try open(path, O_RDONLY | O_DIRECTORY) else { throw noDirectory(path) }
            return try give(top, path, mode: directory.mode, owner: directory.owner, group: directory.group)
        }
        let parent = try madeParent(of: path)
        if mkdirat(parent.descriptor, name, 0o700) != 0 {
            guard errno == EEXIST else { throw .system("making the directory \(inGuest(path))", errno: errno) }
            // A link, or a file, is replaced; a directory answers EISDIR and stays.
            let isReplaced = unlinkat(parent.descriptor, name, 0) == 0
            guard isReplaced || errno == EISDIR, !isReplaced || mkdirat(parent.descriptor, name, 0o700) == 0 else {
                throw .system("making the directory \(inGuest(path))", errno: errno)
            }
        }
        let made = try ownDirectory(name, in: parent, path)
        try give(made, path, mode: directory.mode, owner: directory.owner, group: directory.group)
    }

    /// Makes something under a temporary name next to the path and renames it over what is there.
    private func replace(
        _ path: GuestPath, _ make: (_ parent: Int32, _ temporaryName: String) throws(ProvisionError) -> Void
    ) throws(ProvisionError) {
        guard let name = path.components.last else { throw isDirectory(path) }
        let parent = try madeParent(of: path)
        let suffix = try SystemRandom.bytes(8).map { String($0, radix: 16) }.joined()
        let temporary = ".xen-provision-" + suffix
        do throws(ProvisionError) {
            try make(parent.descriptor, temporary)
            guard renameat(parent.descriptor, temporary, parent.descriptor, name) == 0 else {
                throw errno == EISDIR ? isDirectory(path) : .system("replacing \(inGuest(path))", errno: errno)
            }
        } catch {
            unlinkat(parent.descriptor, temporary, 0)
            throw error
        }
    }

    /// The directory that holds the path; it and its own parents are made where nothing is.
    private func madeParent(of path: GuestPath) throws(ProvisionError) -> OpenFile {
        let directory = path.parent
        if let found = try parent(of: path) { return found }
        guard let name = directory.components.last else { throw noDirectory(directory) }
        let above = try madeParent(of: directory)
        guard mkdirat(above.descriptor, name, 0o700) == 0 else {
            // Something is there after all: a file, or a link that leads nowhere or in circles.
            throw errno == EEXIST
                ? noDirectory(directory) : .system("making the directory \(inGuest(directory))", errno: errno)
        }
        let made = try ownDirectory(name, in: above, directory)
        try give(made, directory, mode: 0o755, owner: 0, group: 0)
        return made
    }

    private func ownDirectory(
        _ name: String, in parent: borrowing OpenFile, _ path: GuestPath
    ) throws(ProvisionError) -> OpenFile {
        let descriptor = openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("opening the directory \(inGuest(path))", errno: errno) }
        return OpenFile(owning: descriptor)
    }

    /// Sets owner and mode, in this order: chown(2) takes set-user-id bits away.
    private func give(
        _ file: borrowing OpenFile, _ path: GuestPath, mode: UInt16, owner: UInt32, group: UInt32
    ) throws(ProvisionError) {
        let facts = try file.facts(inGuest(path))
        let isOwned = facts.st_uid == owner && facts.st_gid == group
        guard isOwned || fchown(file.descriptor, owner, group) == 0 else {
            guard errno == EINVAL else { throw .system("setting the owner of \(inGuest(path))", errno: errno) }
            throw ProvisionError(
                .failed, "\(inGuest(path)) cannot be given to \(owner):\(group), the user namespace lacks that id",
                hint: "extend your ranges in /etc/subuid and /etc/subgid")
        }
        guard fchmod(file.descriptor, mode_t(mode & 0o7777)) == 0 else {
            throw .system("setting the mode of \(inGuest(path))", errno: errno)
        }
    }

    private func isDirectory(_ path: GuestPath) -> ProvisionError {
        ProvisionError(
            .failed, "\(inGuest(path)) is a directory, where a file belongs",
            hint: "move it out of the way; only files and links are replaced")
    }

    private func noDirectory(_ path: GuestPath) -> ProvisionError {
        ProvisionError(
            .failed, "\(inGuest(path)) is no directory",
            hint: "it is a file, or a link that leads nowhere inside the guest; mend or remove it")
    }
}
