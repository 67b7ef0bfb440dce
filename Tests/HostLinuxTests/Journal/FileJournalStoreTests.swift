import Glibc
import Model
import Provision
import Testing

@testable import HostLinux

@Suite("Journals of runs that were killed")
struct FileJournalStoreTests {
    @Test(
        "is ending while processes of its run live, and dead after them", .enabled(if: geteuid() == 0, "needs root"))
    func ending() throws {
        let scratch = try TemporaryDirectory()
        let store = FileJournalStore(directory: scratch("journals"))
        let run = try OrphanedNamespace()
        // Nobody holds its lock any more once the object has gone.
        _ = try store.begin(owner("web1", namespace: run.inode, started: run.startTime))
        #expect(try store.list().map(\.state) == [.ending])
        #expect(throws: ProvisionError.self) { try store.takeOver(store.list()[0]) }
        run.end()
        #expect(try store.settled(within: 60) { $0.state == .ending }.map(\.state) == [.dead])
    }

    @Test("is at work while somebody holds its lock, and is not waited for for ever")
    func active() throws {
        let scratch = try TemporaryDirectory()
        let store = FileJournalStore(directory: scratch("journals"))
        let journal = try store.begin(owner("web1", namespace: 0, started: 0))
        #expect(try store.settled(within: 0) { $0.state.isAlive }.map(\.state) == [.active])
        try journal.discard()
        #expect(try store.list().isEmpty)
    }

    private func owner(_ name: String, namespace: UInt64, started: UInt64) throws -> JournalOwner {
        JournalOwner(
            run: RunID(bytes: [1, 2, 3, 4, 5, 6, 7, 8]), guest: try GuestName(name), command: "create",
            bootID: BootID.current, pidNamespace: namespace, processStart: started, startedAt: 0, version: "test")
    }
}

/// A PID namespace in which a process sleeps, as one of a run whose program was killed does.
private final class OrphanedNamespace {
    private let pid: pid_t

    init() throws {
        // It forks once into the namespace and becomes what it runs; the child that is waited for is the one outside.
        let arguments = ["unshare", "--pid", "--fork", "--kill-child", "sleep", "600"]
        let argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, "/usr/bin/unshare", nil, nil, argv, environ) == 0)
        self.pid = pid
        while first == nil, kill(pid, 0) == 0 { sched_yield() }
        try #require(first != nil)
    }

    deinit { end() }

    /// The process inside, by its number outside.
    private var first: pid_t? {
        let text = (try? LinuxFiles().read("/proc/\(pid)/task/\(pid)/children")) ?? nil
        guard let child = text?.split(separator: " ").first.flatMap({ pid_t($0) }) else { return nil }
        return ProcessTable.startTime("/proc/\(child)") > 0 ? child : nil
    }

    var inode: UInt64 {
        var facts = stat()
        return stat("/proc/\(first ?? 0)/ns/pid", &facts) == 0 ? UInt64(facts.st_ino) : 0
    }

    var startTime: UInt64 { ProcessTable.startTime("/proc/\(first ?? 0)") }

    func end() {
        guard let first else { return }
        kill(first, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}
