import CHostShims
import FoundationEssentials
import Glibc
import Model
import Provision

/// A running helper process of the control layer: one line of JSON in, one out; what it says goes to the log.
final class ControlProcess {
    private let pid: Int32
    private let input: Int32
    private let answers: Pipe
    private let messages: Pipe
    private let signals: SignalWatch
    private let log: any Reporter
    private var pending: [UInt8] = []
    /// How long it may take to clear up after a signal, in milliseconds: devices get ten seconds each to close.
    private static let patience: Int32 = 120_000

    init(_ path: String, signals: SignalWatch, log: any Reporter) throws(ProvisionError) {
        self.signals = signals
        self.log = log
        answers = try Pipe()
        messages = try Pipe()
        var ends: [Int32] = [-1, -1]
        let made = hs_pipe(&ends)
        guard made == 0 else { throw .system("making a pipe", errno: -made) }
        defer { close(ends[0]) }
        input = ends[1]
        let (output, error, reading) = (answers.writeEnd, messages.writeEnd, ends[0])
        pid = withCStrings([path]) { argv in
            withCStrings(ProcessRunner.environment([:])) { envp in
                hs_spawn(path, argv, envp, nil, nil, reading, output, error)
            }
        }
        answers.closeWriteEnd()
        messages.closeWriteEnd()
        guard pid > 0 else {
            close(ends[1])
            throw .system("starting \(path)", errno: -pid)
        }
    }

    deinit {
        // It ends with its input.
        close(input)
        _ = hs_wait(pid)
    }

    /// - Throws: `.failed` where it dies on the way, `.interrupted` where it was told to stop.
    func ask(_ request: ControlRequest) throws(ProvisionError) -> ControlAnswer {
        try Descriptor.writeAll(input, JSONLine.encode(request), "the control layer's input")
        let line = try nextLine()
        let answer: ControlAnswer
        do {
            answer = try JSONDecoder().decode(ControlAnswer.self, from: Data(line))
        } catch {
            throw ProvisionError(
                .failed, "the control layer's answer cannot be read",
                hint: "install program and control layer of one version")
        }
        if case .failed(let failure) = answer, failure.code == .interrupted { try signals.check() }
        return answer
    }

    private func nextLine() throws(ProvisionError) -> [UInt8] {
        var timeout: Int32 = -1
        let said = LineSplitter { self.log.detail("xen: \($0)") }
        defer { said.finish() }
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                messages.drain(said.add)
                return Array(pending[..<end])
            }
            guard answers.readEnd >= 0 else { throw died() }
            var polled = [
                pollfd(fd: answers.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: messages.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, nfds_t(polled.count), timeout) == 0 { kill(pid, SIGKILL) }
            if polled[1].revents != 0 { said.add(messages.read()) }
            if polled[0].revents != 0 { pending += answers.read() }
            if polled[2].revents != 0, signals.isTold(), timeout < 0 {
                timeout = Self.patience
                kill(pid, SIGTERM)
            }
        }
    }

    private func died() -> ProvisionError {
        do throws(ProvisionError) { try signals.check() } catch { return error }
        return ProvisionError(
            .failed, "the control layer died in the middle of its work", hint: "the run's log has its last words")
    }
}
