import CHostShims
import Glibc
import Model

/// dom0's kernel, its files and Xen's scripts.
package final class LinuxDeviceHost: DeviceHost {
    let log: (String) -> Void

    package init(log: @escaping (String) -> Void) { self.log = log }

    package func backing(_ path: String) throws(ProvisionError) -> Backing {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .system("disk \(path.printable)", errno: errno) }
        switch facts.st_mode & S_IFMT {
        case S_IFBLK: return .block(Self.number(facts.st_rdev))
        case S_IFREG: return .file(device: Self.number(facts.st_dev), inode: UInt64(facts.st_ino))
        default:
            throw ProvisionError(
                .badInput, "disk \(path.printable) is neither a file nor a block device",
                hint: "name an image or a volume")
        }
    }

    /// makedev(3) is a macro of C: its bits by hand.
    static func number(_ device: dev_t) -> DeviceNumber {
        DeviceNumber(
            major: UInt32(truncatingIfNeeded: (device >> 8 & 0xFFF) | (device >> 32 & 0xFFFF_F000)),
            minor: UInt32(truncatingIfNeeded: (device & 0xFF) | (device >> 12 & 0xFFFF_FF00)))
    }

    package func isClaimed(_ device: String) throws(ProvisionError) -> Bool {
        // On a block device O_EXCL without O_CREAT fails where the kernel has it for itself (open(2)).
        let descriptor = open(device, O_RDONLY | O_EXCL | O_CLOEXEC | O_NONBLOCK)
        guard descriptor < 0 else {
            close(descriptor)
            return false
        }
        if errno == EBUSY { return true }
        throw .system("opening \(device.printable)", errno: errno)
    }

    package func hasBlockBackend(domid: UInt32, index: UInt32) -> Bool {
        access("/sys/bus/xen-backend/devices/vbd-\(domid)-\(index)/physical_device", F_OK) == 0
    }

    package func isBridge(_ name: String) -> Bool { access("/sys/class/net/\(name)/bridge", F_OK) == 0 }

    package func startTime() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let hundredths = now.tv_nsec / 10_000_000
        return "\(now.tv_sec).\(hundredths < 10 ? "0" : "")\(hundredths)"
    }

    package func clock() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    package func rest() { usleep(20_000) }

    package func lockCreation() throws(ProvisionError) -> any AnyObject {
        let path = "/var/lock/xl"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o200)
        guard descriptor >= 0 else { throw .system("opening \(path)", errno: errno) }
        let held = HeldDescriptor(descriptor)
        var isSaid = false
        let locked = try wait(seconds: 300) { () throws(ProvisionError) in
            // xl takes this kind of lock, which knows nothing of flock(2).
            var order = Glibc.flock()
            order.l_type = Int16(F_WRLCK)
            order.l_whence = Int16(SEEK_SET)
            if fcntl(descriptor, F_SETLK, &order) == 0 { return true }
            guard errno == EACCES || errno == EAGAIN else { throw .system("locking \(path)", errno: errno) }
            if !isSaid { log("waiting for another domain to be made") }
            isSaid = true
            return false
        }
        guard locked else {
            throw ProvisionError(.busy, "another domain is being made", hint: "see who holds \(path)")
        }
        return held
    }
}

/// Closes a descriptor when it goes; locks go with it.
final class HeldDescriptor {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close(number) }
}
