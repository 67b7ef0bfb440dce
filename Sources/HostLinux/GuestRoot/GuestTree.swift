import CHostShims
import Glibc
import Model
import Provision

/// A guest's root directory, read and written so that nothing in it can lead outside.
///
/// Every path goes through openat2(2) with `RESOLVE_IN_ROOT`: absolute links and `..` mean what they mean inside the
/// guest. The last component is then reached from its parent's descriptor with `O_NOFOLLOW`, so that what is looked at is
/// what is opened. Devices, fifos and sockets are never opened.
package final class GuestTree: GuestRoot {
    /// The largest file that an edit may load, in bytes; configuration files are far below it.
    package static let largestFile: Int64 = 16 << 20

    let root: OpenFile
    private let path: String

    /// - Parameter path: an existing directory of the host; a link there is followed.
    /// - Throws: `.failed` or `.notPermitted` when it cannot be opened, `.unavailable` when the kernel lacks openat2(2).
    package init(path: String) throws(ProvisionError) {
        self.path = path
        root = try OpenFile(path, HS_O_PATH | O_DIRECTORY, "opening the guest's root \(path)")
        let probe = hs_open_in_root(root.descriptor, "/", HS_O_PATH | O_DIRECTORY)
        guard probe != -ENOSYS else {
            throw ProvisionError(
                .unavailable, "this kernel lacks openat2(2)", hint: "run Linux 5.6 or later, outside old containers")
        }
        guard probe >= 0 else { throw .system("opening the guest's root \(path)", errno: -probe) }
        close(probe)
    }

    /// Copies a regular file of the guest to a new file of the host, 0600; holes stay holes. Links are followed inside the
    /// root, also the last one.
    ///
    /// - Throws: `.badInput` where the guest has no regular file, `.exists` when the target is there already, `.failed` when
    ///   the copy does not succeed; then there is no target.
    package func copyOut(_ path: GuestPath, to target: String) throws(ProvisionError) {
        let source = try regularFile(path)
        let copy = try OpenFile(
            target, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, "making \(target)")
        do throws(ProvisionError) {
            try SparseCopy.copy((source.descriptor, inGuest(path)), to: (copy.descriptor, target), at: 0)
        } catch {
            unlink(target)
            throw error
        }
    }

    /// How errors name a path: `/etc/fstab in the guest's root /srv/root`.
    func inGuest(_ path: GuestPath) -> String { "\(path.text.printable) in the guest's root \(self.path)" }

    /// The directory that holds the path, links followed; nil where none is, or only a link that leads nowhere.
    func parent(of path: GuestPath) throws(ProvisionError) -> OpenFile? {
        try open(path.parent, HS_O_PATH | O_DIRECTORY)
    }

    /// Opens what the path leads to, links followed inside the root; nil where it leads to nothing.
    func open(_ path: GuestPath, _ flags: Int32) throws(ProvisionError) -> OpenFile? {
        let descriptor = hs_open_in_root(root.descriptor, path.text, flags)
        if descriptor >= 0 { return OpenFile(owning: descriptor) }
        guard [-ENOENT, -ENOTDIR, -ELOOP].contains(descriptor) else {
            throw .system("opening \(inGuest(path))", errno: -descriptor)
        }
        return nil
    }

    private func regularFile(_ path: GuestPath) throws(ProvisionError) -> OpenFile {
        guard let found = try open(path, HS_O_PATH) else {
            throw ProvisionError(.badInput, "there is no \(inGuest(path))")
        }
        // Looked at before it is opened for reading: opening a device can have effects, opening a fifo can wait.
        guard try found.facts(inGuest(path)).st_mode & S_IFMT == S_IFREG,
            let file = try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY),
            try file.facts(inGuest(path)).st_mode & S_IFMT == S_IFREG
        else { throw ProvisionError(.badInput, "\(inGuest(path)) is not a regular file") }
        return file
    }
}
