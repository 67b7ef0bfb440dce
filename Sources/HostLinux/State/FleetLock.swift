import Glibc
import Model
import Provision

/// Lets one run at a time work on this host's fleet. The kernel lets go of it when the run ends, however it ends.
package final class FleetLock {
    private let descriptor: Int32

    /// - Parameters:
    ///   - path: a file that is made where it is not there, and stays.
    ///   - holder: what the next one is told while this run works: "process 17 of root, since …".
    /// - Throws: `.busy`, naming who has it.
    package init(_ path: String, holder: String) throws(ProvisionError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .system("opening \(path)", errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            defer { close(descriptor) }
            guard number == EWOULDBLOCK else { throw .system("locking \(path)", errno: number) }
            let other = String(decoding: try Descriptor.readAll(descriptor, path), as: UTF8.self).trimmed
            throw ProvisionError(
                .busy,
                "another run is at work on this host's fleet: \(other.isEmpty ? "it has just begun" : other.printable)",
                hint: "wait for it to end")
        }
        guard ftruncate(descriptor, 0) == 0 else { throw .system("writing \(path)", errno: errno) }
        try Descriptor.writeAll(descriptor, Array((holder + "\n").utf8), path)
    }

    deinit {
        // Nobody holds it then, whatever it says; the file itself stays, for another run may have it open.
        ftruncate(descriptor, 0)
        close(descriptor)
    }
}
