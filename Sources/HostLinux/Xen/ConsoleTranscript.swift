import Glibc
import Model

/// What a guest writes to its console from now on, taken without waiting for it.
package final class ConsoleTranscript {
    private let tty: Int32
    private var bytes: [UInt8] = []
    /// A guest that never stops talking does not fill our memory; the newest bytes are kept.
    private static let limit = 1 << 20

    /// - Parameter tty: the terminal that xenconsoled has made for the domain.
    /// - Throws: what open(2) answered.
    package init(tty: String) throws(ProvisionError) {
        self.tty = open(tty, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard self.tty >= 0 else { throw .system("opening the console \(tty)", errno: errno) }
    }

    deinit { close(tty) }

    /// All that was written until now, of the last MiB.
    package func text() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(tty, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        if bytes.count > Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
