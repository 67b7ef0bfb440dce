import CHostShims
import Glibc
import Model
import Provision

/// Runs programs and waits for them, in one thread: their output, their end and our signals meet in one poll(2).
package final class ProcessRunner: CommandRunner {
    private let locator: ToolLocator
    private let signals: SignalWatch
    private let log: any Reporter
    /// How many last lines of a failed program are shown.
    private static let tailLength = 20
    /// How long a program may take to end after SIGTERM, in milliseconds.
    private static let patience: Int32 = 10_000

    package init(locator: ToolLocator = ToolLocator(), signals: SignalWatch, log: any Reporter) {
        self.locator = locator
        self.signals = signals
        self.log = log
    }

    package func run(
        _ invocation: ToolInvocation, input: [UInt8]?, onLine: ((String) -> Void)?
    ) throws(ProvisionError) -> String {
        try signals.check()
        let path = try locate(invocation)
        log.detail("+ \(invocation.display)")
        let standardInput = try openInput(input)
        defer { close(standardInput) }
        let out = try Pipe()
        let err = try Pipe()
        let pid = spawn(invocation, path, input: standardInput, output: out.writeEnd, error: err.writeEnd)
        out.closeWriteEnd()
        err.closeWriteEnd()
        guard pid > 0 else { throw .system("starting \(path)", errno: -pid) }
        return try supervise(pid, invocation, out, err, onLine)
    }

    private func locate(_ invocation: ToolInvocation) throws(ProvisionError) -> String {
        // Inside a root the program is looked up by chroot's own /usr/bin/env, for its path may be a link there.
        if invocation.root != nil { return "/usr/bin/env" }
        guard let path = locator.find(invocation.tool) else {
            throw ProvisionError(
                .unavailable, "\(invocation.tool) is not installed, and is needed for \(invocation.purpose)",
                hint: "'xen-provision doctor' names the package")
        }
        return path
    }

    private func openInput(_ input: [UInt8]?) throws(ProvisionError) -> Int32 {
        let descriptor = input.map { hs_memory_file($0, $0.count) } ?? open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .system("preparing a program's input", errno: input == nil ? errno : -descriptor)
        }
        return descriptor
    }

    /// What every program finds in its environment, and nothing else of ours.
    static func environment(_ added: [String: String]) -> [String] {
        let base = [
            "PATH": ToolLocator.searchPath, "LC_ALL": "C.UTF-8", "HOME": "/", "TERM": "dumb",
            "DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NONINTERACTIVE_SEEN": "true",
        ]
        return base.merging(added) { $1 }.map { "\($0)=\($1)" }.sorted()
    }

    private func spawn(
        _ invocation: ToolInvocation, _ path: String, input: Int32, output: Int32, error: Int32
    ) -> Int32 {
        let words = invocation.root == nil ? [path] : [path, invocation.tool]
        return withCStrings(words + invocation.arguments) { argv in
            withCStrings(Self.environment(invocation.environment)) { envp in
                invocation.writesScratch
                    ? hs_spawn_scratch(path, argv, envp, invocation.root, input, output, error)
                    : hs_spawn(path, argv, envp, invocation.root, nil, input, output, error)
            }
        }
    }

    private func supervise(
        _ pid: Int32, _ invocation: ToolInvocation, _ out: Pipe, _ err: Pipe, _ onLine: ((String) -> Void)?
    ) throws(ProvisionError) -> String {
        let descriptor = hs_process_descriptor(pid)
        guard descriptor >= 0 else { throw .system("watching \(invocation.tool)", errno: -descriptor) }
        defer { close(descriptor) }
        var tail = Tail(limit: Self.tailLength)
        var collected: [UInt8] = []
        let show = { (line: String) in
            if invocation.isLogged { self.log.detail(line) }
            onLine?(line)
        }
        let lines = LineSplitter { line in
            tail.add(line)
            show(line)
        }
        let interrupted = watch(pid, descriptor, out, err) { bytes, isOutput in
            if isOutput { collected += bytes }
            lines.add(bytes)
        }
        lines.finish()
        let status = hs_wait(pid)
        if interrupted { try signals.check() }
        guard status == 0 else { throw failure(invocation, status, tail.lines) }
        return String(decoding: collected, as: UTF8.self)
    }

    /// Reads until the program has ended and its pipes are drained.
    ///
    /// A grandchild may keep a pipe open for ever: once the program itself is gone, what is there is read and that is it.
    private func watch(
        _ pid: Int32, _ descriptor: Int32, _ out: Pipe, _ err: Pipe, _ take: ([UInt8], Bool) -> Void
    ) -> Bool {
        var interrupted = false
        var deadline: Int32 = -1
        while true {
            var polled = [
                pollfd(fd: out.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: err.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&polled, nfds_t(polled.count), deadline)
            if ready == 0 { kill(-pid, SIGKILL) }
            if polled[0].revents != 0 { take(out.read(), true) }
            if polled[1].revents != 0 { take(err.read(), false) }
            // A further signal is answered, and changes nothing.
            if polled[3].revents != 0, signals.isTold(), !interrupted {
                interrupted = true
                deadline = Self.patience
                kill(-pid, SIGTERM)
            }
            if polled[2].revents != 0 {
                out.drain { take($0, true) }
                err.drain { take($0, false) }
                return interrupted
            }
        }
    }

    private func failure(_ invocation: ToolInvocation, _ status: Int32, _ tail: [String]) -> ProvisionError {
        let how = status >= 1000 ? "was killed by signal \(status - 1000)" : "failed with exit status \(status)"
        return ProvisionError(
            .failed, "\(invocation.purpose): \(invocation.tool) \(how)",
            details: ["command: \(invocation.display)"] + tail)
    }
}
