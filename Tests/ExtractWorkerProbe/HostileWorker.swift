import CWorkerProbe
import Glibc
import KernelExtraction

/// A worker in the hands of an attacker: it enters the sandbox as the real one does and then does what it is told, in
/// the request's arguments. Built for tests only.
enum HostileWorker {
    /// What is tried; the name is what a test asks for.
    private static let attempts: [String: @Sendable () -> Int] = [
        "open a file": { Int(open("/etc/passwd", O_RDONLY)) },
        "make a file": { Int(open("/tmp/hostile-worker", O_WRONLY | O_CREAT, 0o600)) },
        "list a directory": { opendir("/") == nil ? -1 : 0 },
        "connect to the network": { Int(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)) },
        "connect to a local socket": { Int(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)) },
        "signal its parent": { Int(kill(getppid(), SIGTERM)) },
        "signal everybody": { Int(kill(-1, 0)) },
        "trace its parent": { xp_call(101, 16, Int(getppid())) },
        "read its parent's memory": { xp_peek(getppid()) },
        "start a process": { Int(xp_fork()) },
        "start a program": { Int(xp_exec()) },
        "become root": { Int(setuid(0)) },
        "leave its root": { Int(chroot("..")) },
        "mount": { Int(xp_mount()) },
        "make executable memory": {
            mmap(nil, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0
        },
        "map the disk": { mmap(nil, 4096, PROT_READ, MAP_PRIVATE, 3, 0) == MAP_FAILED ? -1 : 0 },
        "write to the disk": { write(3, "x", 1) },
        "write to standard error": { write(2, "x", 1) },
        "read the kernel": { read(4, UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1), 1) },
        "cut the kernel": { Int(ftruncate(4, 0)) },
        "seek in the kernel": { Int(lseek(4, 0, SEEK_SET)) },
        "change a descriptor": { Int(fcntl(4, F_SETFL, 0)) },
        "load a kernel program": { xp_call(321, 0, 0) },
        "use io_uring": { xp_call(425, 1, 0) },
        "make a name space": { xp_call(272, 0x1000_0000, 0) },
    ]

    static func run() -> Never {
        do throws(ExtractionError) {
            let request = try ExtractionRequest(decoding: WorkerMain.readRequest())
            let task = String(decoding: request.arguments, as: UTF8.self)
            if !request.isOpen { try Sandbox.confine(user: request.user) }
            // Some attempts are made without the filter, to see that the other layers hold by themselves.
            let isFiltered = !task.hasPrefix("unfiltered ")
            if isFiltered { try Sandbox.filterSystemCalls() }
            perform(isFiltered ? task : String(task.dropFirst("unfiltered ".count)))
        } catch {
            WorkerMain.send(ExtractionReply(error))
        }
    }

    private static func perform(_ task: String) -> Never {
        switch task {
        case "allocate without end": allocate()
        case "write a kernel without end": pour(into: 4)
        case "write a RAM disk without end": pour(into: 5)
        case "reply without end": pour(into: 1)
        case "never end": while true {}
        case "trap": trap()
        case "say nothing": _exit(0)
        case "fail": _exit(3)
        case "lie about the sizes": lie()
        default: break
        }
        guard let attempt = attempts[task] else {
            WorkerMain.send(ExtractionReply(ExtractionError(.worker, "there is no attempt \(task)")))
        }
        errno = 0
        let result = attempt()
        let outcome = result < 0 ? "failed: \(String(cString: strerror(errno)))" : "succeeded"
        WorkerMain.send(ExtractionReply(ExtractionError(.worker, outcome)))
    }

    private static func allocate() -> Never {
        var pieces: [[UInt8]] = []
        while true { pieces.append([UInt8](repeating: 1, count: 16 << 20)) }
    }

    private static func pour(into descriptor: Int32) -> Never {
        let bytes = [UInt8](repeating: 0x41, count: 1 << 20)
        while write(descriptor, bytes, bytes.count) > 0 {}
        _exit(0)
    }

    private static func trap() -> Never {
        let numbers = [1, 2, 3].filter { $0 > 3 }
        _exit(Int32(numbers[numbers.count + 1]))
    }

    /// A success whose sizes are not what was sent.
    private static func lie() -> Never {
        var reply = ExtractionReply()
        reply.kernelSize = 1000
        WorkerMain.send(reply)
    }
}
