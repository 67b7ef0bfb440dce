import Glibc
import Model

/// Standard output and error as plain byte streams.
struct ConsoleOutput: Sendable {
    static let standardOutput = ConsoleOutput(descriptor: STDOUT_FILENO)
    static let standardError = ConsoleOutput(descriptor: STDERR_FILENO)

    let descriptor: Int32

    /// - Throws: `.failed` when the other end is gone or full.
    func write(_ text: String) throws(ProvisionError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw ProvisionError(.failed, "the output cannot be written: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }

    func line(_ text: String = "") throws(ProvisionError) { try write(text + "\n") }
}
