import CHostShims
import FoundationEssentials
import Glibc
import Model

/// The helper process: requests in on standard input, one JSON object a line; answers out on standard output; what the
/// libraries say on standard error.
package final class ControlProgram {
    private let signals: Int32
    private var service: ControlService?
    private var pending: [UInt8] = []
    /// Longer requests are no requests.
    private static let longestLine = 1 << 20

    private init(signals: Int32) { self.signals = signals }

    /// Serves until standard input ends or a signal comes.
    ///
    /// - Returns: the exit status; the outcome of each request is in its answer.
    package static func main() -> Int32 {
        let signals = hs_signals_open()
        guard signals >= 0 else {
            say("watching for signals: \(String(cString: strerror(-signals)))")
            return ProvisionError.Code.failed.rawValue
        }
        umask(0o077)
        return ControlProgram(signals: signals).serve()
    }

    private func serve() -> Int32 {
        do {
            while let line = try nextLine() {
                let answer = answer(line)
                guard try send(answer) else { return ProvisionError.Code.failed.rawValue }
            }
            return 0
        } catch {
            Self.say(error.description)
            return error.code.rawValue
        }
    }

    private func answer(_ line: [UInt8]) -> ControlAnswer {
        do {
            let request: ControlRequest
            do {
                request = try JSONDecoder().decode(ControlRequest.self, from: Data(line))
            } catch {
                throw ProvisionError(.usage, "this is no request: \(String(describing: error).printable)")
            }
            let service = try service ?? connect()
            self.service = service
            return service.answer(request)
        } catch let error as ProvisionError {
            return .failed(error: ControlFailure(error))
        } catch {
            return .failed(error: ControlFailure(ProvisionError(.failed, String(describing: error).printable)))
        }
    }

    private func connect() throws(ProvisionError) -> ControlService {
        ControlService(
            hypervisor: try LibXen(log: Self.say), store: try LibStore(), host: LinuxDeviceHost(log: Self.say),
            caller: PipeCaller(signals: signals), log: Self.say)
    }

    /// - Returns: nil at the end of the input.
    /// - Throws: `.interrupted` when a signal comes first.
    private func nextLine() throws(ProvisionError) -> [UInt8]? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return Array(pending[..<end])
            }
            guard pending.count < Self.longestLine else { throw ProvisionError(.usage, "a request is too long") }
            var polled = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&polled, 2, -1)
            if polled[1].revents != 0 { throw ProvisionError(.interrupted, "interrupted by a signal") }
            guard polled[0].revents != 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count <= 0 { return nil }
            pending += buffer[..<count]
        }
    }

    /// - Returns: false where nobody reads the answer any more.
    private func send(_ answer: ControlAnswer) throws(ProvisionError) -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var bytes = try? Array(encoder.encode(answer)) else {
            throw ProvisionError(.failed, "an answer cannot be written as JSON")
        }
        bytes.append(UInt8(ascii: "\n"))
        return Self.write(bytes, to: STDOUT_FILENO)
    }

    @discardableResult
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static let say: @Sendable (String) -> Void = { write(Array(($0 + "\n").utf8), to: STDERR_FILENO) }
}
