import Glibc
import Testing

/// Whom SIGKILL hits.
enum Victim: String, CaseIterable, CustomTestStringConvertible {
    /// The process that does the work, PID 1 of the run's namespace.
    case worker
    /// The process that the user started and that only waits.
    case guardian
    /// Everything in the process group, as a terminal or a supervisor would do it.
    case group

    var testDescription: String { "kill the \(rawValue)" }

    /// Kills, and waits for the end of the last orphan: a process that is ending has no command line any more, but may
    /// hold its locks and its namespace still.
    func kill(_ run: Child, _ host: TestHost) {
        let own = Processes.namespace(of: getpid())
        // Before the fork there is only one; an unprivileged run has another process in between.
        var worker = run.pid
        while Processes.namespace(of: worker) == own, let child = Processes.children(of: worker).first {
            worker = child
        }
        let namespace = Processes.namespace(of: worker)
        switch self {
        case .guardian: Glibc.kill(run.pid, SIGKILL)
        case .group: Glibc.kill(-run.pid, SIGKILL)
        case .worker: Glibc.kill(worker, SIGKILL)
        }
        // A run that has ended has none, and neither has what nobody may look into: not all of that would ever end.
        guard namespace != own, namespace != 0 else { return }
        _ = eventually(seconds: 300) { Processes.members(of: namespace).isEmpty }
    }
}

/// What /proc says about the processes of a test.
enum Processes {
    static func children(of parent: pid_t) -> [pid_t] {
        text(of: "/proc/\(parent)/task/\(parent)/children").split(separator: " ").compactMap { pid_t($0) }
    }
}

extension Processes {
    /// The inode of a process's PID namespace; 0 where it is gone.
    static func namespace(of pid: pid_t) -> ino_t {
        var facts = stat()
        return stat("/proc/\(pid)/ns/pid", &facts) == 0 ? facts.st_ino : 0
    }

    /// Everything alive in a PID namespace, with its command line.
    static func members(of namespace: ino_t) -> [(pid: pid_t, words: String)] {
        names(in: "/proc").compactMap { pid_t($0) }.filter { self.namespace(of: $0) == namespace }
            .filter { !text(of: "/proc/\($0)/stat").contains(") Z ") }
            .map { ($0, text(of: "/proc/\($0)/cmdline")) }
    }
}

/// Random numbers that can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
