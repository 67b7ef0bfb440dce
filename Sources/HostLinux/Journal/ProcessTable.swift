import CHostShims
import Glibc
import Model

/// What /proc says about other processes.
enum ProcessTable {
    /// Whether anything still lives in a PID namespace.
    ///
    /// - Parameters:
    ///   - inode: of the namespace; 0 is no namespace.
    ///   - started: when its first process started, in clock ticks since the boot: the kernel gives a dead namespace's
    ///     inode to the next one, so that the number alone proves nothing.
    static func hasProcess(inPIDNamespace inode: UInt64, startedAt started: UInt64) -> Bool {
        let hostProc = hs_host_proc()
        let proc = hostProc >= 0 ? "/proc/self/fd/\(hostProc)" : "/proc"
        guard inode != 0, let names = try? LinuxFiles().names(in: proc) else { return false }
        let members = names.filter { $0.first?.isNumber == true && isMember("\(proc)/\($0)", of: inode) }
        let first = members.first { isFirst("\(proc)/\($0)") }
        // Without its first process a namespace is being torn down: what is in it may be ours.
        guard let first, started != 0 else { return !members.isEmpty }
        return startTime("\(proc)/\(first)") == started
    }

    /// When a process started (proc_pid_stat(5), field 22); 0 where it is gone.
    static func startTime(_ directory: String) -> UInt64 {
        fields(directory).dropFirst(19).first.flatMap { UInt64($0) } ?? 0
    }

    /// A zombie has let go of its files and mounts, and the first process of a namespace becomes one only after all
    /// others have ended; how late its parent reaps it says nothing.
    private static func isMember(_ directory: String, of inode: UInt64) -> Bool {
        var facts = stat()
        guard stat("\(directory)/ns/pid", &facts) == 0, facts.st_ino == inode else { return false }
        let state = fields(directory).first
        return state != nil && state != "Z" && state != "X"
    }

    /// Whether the process is number 1 in its own namespace (`NSpid:` lists its numbers from ours inwards).
    private static func isFirst(_ directory: String) -> Bool {
        guard let text = (try? LinuxFiles().read("\(directory)/status")) ?? nil else { return false }
        let line = text.split(separator: "\n").first { $0.hasPrefix("NSpid:") }
        return line?.split { $0 == " " || $0 == "\t" }.last == "1"
    }

    /// What stands behind the name, which may itself hold blanks and parentheses.
    private static func fields(_ directory: String) -> [Substring] {
        guard let text = (try? LinuxFiles().read("\(directory)/stat")) ?? nil,
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }
}

/// The identity of this boot of the host.
package enum BootID {
    package static var current: String {
        ((try? LinuxFiles().read("/proc/sys/kernel/random/boot_id")) ?? nil)?.trimmed ?? "unknown"
    }
}
