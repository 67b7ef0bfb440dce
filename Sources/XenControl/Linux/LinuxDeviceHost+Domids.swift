import Glibc
import Model

/// libxl's history of domids, in the directory that is empty after each boot.
extension LinuxDeviceHost {
    private static let history = "/var/run/xen/domid-history"

    package func isRecent(_ domid: UInt32) throws(ProvisionError) -> Bool { try history().holds(domid) }

    package func markRecent(_ domid: UInt32) throws(ProvisionError) {
        let lock = try lockAsLibxl(Self.history + ".lock")
        // Without the name nobody who waits for this lock takes it for one.
        defer { withExtendedLifetime(lock) { _ = unlink(Self.history + ".lock") } }
        var history = try history()
        history.add(domid, now: second)
        try replaceAsLibxl(Self.history, through: Self.history + ".new", Array(history.text.utf8))
    }

    private var second: Int64 { Int64(clock()) }

    private func history() throws(ProvisionError) -> DomidHistory {
        let file = open(Self.history, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return DomidHistory(parsing: "", now: second) }
            throw .system("opening \(Self.history)", errno: errno)
        }
        defer { close(file) }
        // A minute's worth of domains; a longer file is not libxl's.
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw .system("reading \(Self.history)", errno: errno) }
        return DomidHistory(parsing: String(decoding: bytes[..<count], as: UTF8.self), now: second)
    }
}
