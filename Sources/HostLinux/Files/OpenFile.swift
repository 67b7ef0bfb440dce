import Glibc
import Model

/// An open file descriptor with one owner; it is closed when the value goes out of scope.
struct OpenFile: ~Copyable {
    let descriptor: Int32

    /// Takes over an open descriptor.
    init(owning descriptor: Int32) { self.descriptor = descriptor }

    /// - Parameter activity: what it is opened for, for the error: `"opening /srv/image"`.
    /// - Throws: what open(2) answered.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0, _ activity: String) throws(ProvisionError) {
        let descriptor = open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(activity, errno: errno) }
        self.descriptor = descriptor
    }

    /// What fstat(2) says about it.
    func facts(_ path: String) throws(ProvisionError) -> stat {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .system("looking at \(path)", errno: errno) }
        return facts
    }

    deinit { close(descriptor) }
}
