import Glibc
import Model
import Provision

/// The log of one run, readable by its owner only. A log that cannot be written is no reason to fail a run.
package final class RunLog {
    package let path: String
    private let descriptor: Int32

    /// Starts `directory/NAME.log`; earlier ones become `.1` to `.9`.
    package init?(directory: String, name: String) {
        path = "\(directory)/\(name).log"
        guard Self.makeDirectories(directory) else { return nil }
        Self.rotate(path)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW | O_APPEND, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    package func write(_ line: String) {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        var stamp = [CChar](repeating: 0, count: 32)
        strftime(&stamp, stamp.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
        let text = String(decoding: stamp.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try? Descriptor.writeAll(descriptor, Array("\(text) \(line)\n".utf8), path)
    }

    private static func makeDirectories(_ path: String) -> Bool {
        var made = ""
        for component in path.split(separator: "/") {
            made += "/" + component
            let isLast = made == path
            if mkdir(made, isLast ? 0o750 : 0o755) != 0, errno != EEXIST { return false }
        }
        return true
    }

    private static func rotate(_ path: String) {
        for number in stride(from: 8, through: 1, by: -1) { rename("\(path).\(number)", "\(path).\(number + 1)") }
        rename(path, "\(path).1")
    }
}
