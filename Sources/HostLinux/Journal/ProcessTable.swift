import CHostShims
import Glibc
import Model

/// What /proc says about other processes.
enum ProcessTable {
    /// Whether any process lives in the PID namespace with this inode. 0 is no namespace.
    static func hasProcess(inPIDNamespace inode: UInt64) -> Bool {
        let hostProc = hs_host_proc()
        let proc = hostProc >= 0 ? "/proc/self/fd/\(hostProc)" : "/proc"
        guard inode != 0, let names = try? LinuxFiles().names(in: proc) else { return false }
        return names.contains { name in
            guard name.first?.isNumber == true else { return false }
            var facts = stat()
            return stat("\(proc)/\(name)/ns/pid", &facts) == 0 && facts.st_ino == inode
        }
    }
}

/// The identity of this boot of the host.
package enum BootID {
    package static var current: String {
        ((try? LinuxFiles().read("/proc/sys/kernel/random/boot_id")) ?? nil)?.trimmed ?? "unknown"
    }
}
