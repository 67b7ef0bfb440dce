import CHostShims
import Glibc
import Model
import Provision

/// A program of ours to run beside others.
package struct ChildJob: Sendable {
    package let path: String
    /// What it is called by.
    package let name: String
    package let arguments: [String]
    package let environment: [String: String]
    package let directory: String
    /// For its standard input; may be secret.
    package let input: [UInt8]?

    package init(
        path: String, name: String, arguments: [String], environment: [String: String], directory: String,
        input: [UInt8]? = nil
    ) {
        (self.path, self.name, self.arguments, self.environment) = (path, name, arguments, environment)
        (self.directory, self.input) = (directory, input)
    }
}

/// How a child has ended.
package struct ChildEnding: Sendable {
    /// Its exit status, or 1000 and the signal that ended it.
    package let status: Int32
    package let output: String
    /// Seconds that it ran.
    package let seconds: Double
}

/// Runs several programs at once in one thread: their output, their ends and our signals meet in one poll(2). A signal
/// ends all of them with SIGTERM, and they are waited for, however long their undoing takes.
package final class ChildPrograms {
    private let signals: SignalWatch
    /// Called right before a job is begun; what it throws ends the job.
    package var beforeEach: (Int) throws(ProvisionError) -> Void = { _ in }
    private let onLine: (Int, String) -> Void
    private let onEnd: (Int, ChildEnding) -> Bool
    private var running: [Child] = []
    /// No further job is begun.
    private var isStopping = false
    private var isInterrupted = false

    /// One that runs.
    private struct Child {
        let index: Int
        let pid: Int32
        let descriptor: Int32
        let out: Pipe
        let err: Pipe
        let lines: LineSplitter
        let start: Double
        var collected: [UInt8] = []
    }

    /// - Parameters:
    ///   - onLine: told every line of a job's standard error.
    ///   - onEnd: told the end of a job; answers whether to begin further ones.
    package init(
        signals: SignalWatch, onLine: @escaping (Int, String) -> Void, onEnd: @escaping (Int, ChildEnding) -> Bool
    ) {
        (self.signals, self.onLine, self.onEnd) = (signals, onLine, onEnd)
    }

    /// Runs the jobs in their order, so many at once. A job that cannot be started ends with status 1001.
    ///
    /// - Throws: `.interrupted` once a signal has come and every child has ended.
    package func run(_ jobs: [ChildJob], atOnce: Int) throws(ProvisionError) {
        var next = 0
        while true {
            while !isStopping, next < jobs.count, running.count < max(atOnce, 1) {
                var status: Int32 = 1001
                do throws(ProvisionError) {
                    do throws(ProvisionError) {
                        try beforeEach(next)
                    } catch {
                        status = error.code.rawValue
                        throw error
                    }
                    running.append(try start(jobs[next], index: next))
                } catch {
                    onLine(next, "\(error)")
                    if !onEnd(next, ChildEnding(status: status, output: "", seconds: 0)) { isStopping = true }
                }
                next += 1
            }
            if running.isEmpty { break }
            wait()
        }
        try signals.check()
    }

    private func start(_ job: ChildJob, index: Int) throws(ProvisionError) -> Child {
        let input = job.input.map { hs_memory_file($0, $0.count) } ?? open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .system("preparing a program's input", errno: errno) }
        defer { close(input) }
        let out = try Pipe()
        let err = try Pipe()
        let pid = withCStrings([job.name] + job.arguments) { argv in
            withCStrings(ProcessRunner.environment(job.environment)) { envp in
                hs_spawn_tied(job.path, argv, envp, job.directory, input, out.writeEnd, err.writeEnd)
            }
        }
        guard pid > 0 else { throw .system("starting \(job.path)", errno: -pid) }
        out.closeWriteEnd()
        err.closeWriteEnd()
        let descriptor = hs_process_descriptor(pid)
        guard descriptor >= 0 else { throw .system("watching \(job.path)", errno: -descriptor) }
        return Child(
            index: index, pid: pid, descriptor: descriptor, out: out, err: err,
            lines: LineSplitter { [onLine] in onLine(index, $0) }, start: MonotonicClock.now())
    }

    private func wait() {
        var polled = running.flatMap { child in
            [child.out.readEnd, child.err.readEnd, child.descriptor].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
        }
        polled.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
        guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return }
        if polled[polled.count - 1].revents != 0, signals.isTold(), !isInterrupted {
            (isInterrupted, isStopping) = (true, true)
            for child in running { kill(child.pid, SIGTERM) }
        }
        var ended: [Int] = []
        for index in running.indices {
            if polled[index * 3].revents != 0 { running[index].collected += running[index].out.read() }
            if polled[index * 3 + 1].revents != 0 { running[index].lines.add(running[index].err.read()) }
            if polled[index * 3 + 2].revents != 0 { ended.append(index) }
        }
        for index in ended.reversed() { end(running.remove(at: index)) }
    }

    private func end(_ child: Child) {
        var collected = child.collected
        child.out.drain { collected += $0 }
        child.err.drain { child.lines.add($0) }
        child.lines.finish()
        close(child.descriptor)
        let ending = ChildEnding(
            status: hs_wait(child.pid), output: String(decoding: collected, as: UTF8.self),
            seconds: MonotonicClock.now() - child.start)
        if !onEnd(child.index, ending) { isStopping = true }
    }
}
