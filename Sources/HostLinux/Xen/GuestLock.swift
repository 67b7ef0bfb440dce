import Glibc
import Model
import Provision

/// A lock with a guest's name that lasts as long as its holder: who has it watches the guest.
package final class GuestLock {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// - Returns: nil where somebody else has it.
    package static func take(_ guest: String, in directory: String) throws(ProvisionError) -> GuestLock? {
        let path = "\(directory)/\(guest).lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("making \(path)", errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            if number == EWOULDBLOCK { return nil }
            throw .system("locking \(path)", errno: number)
        }
        return GuestLock(descriptor: descriptor)
    }

    /// Whether somebody has it now.
    package static func isHeld(_ guest: String, in directory: String) -> Bool {
        let descriptor = open("\(directory)/\(guest).lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}
