import CHostShims
import Glibc
import Model

extension GuestTree {
    /// Renames a directory of the guest to a new name on the host, on the same file system. Links on the way are followed
    /// inside the root only.
    ///
    /// - Throws: `.badInput` where the guest has no directory of that name, or a link.
    package func moveOut(_ path: GuestPath, to target: String) throws(ProvisionError) {
        guard let parent = try parent(of: path) else {
            throw ProvisionError(.badInput, "there is no \(inGuest(path))")
        }
        var facts = stat()
        guard fstatat(parent.descriptor, path.name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw .system("looking at \(inGuest(path))", errno: errno)
        }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw ProvisionError(
                .badInput, "\(inGuest(path)) is not a directory, and a file system is to be mounted there",
                hint: "choose another mount point, or mend the root")
        }
        let result = hs_rename_exclusively_at(parent.descriptor, path.name, target)
        guard result == 0 else { throw .system("moving \(inGuest(path)) to \(target)", errno: -result) }
    }
}
