import Glibc
import Model
import Provision

/// Makes the directories that every command may rely on. They belong to the program, not to a guest, and stay.
package struct StateDirectories {
    private let paths: HostPaths

    package init(paths: HostPaths) { self.paths = paths }

    package func make() throws(ProvisionError) {
        for (path, mode) in [
            (paths.state, UInt16(0o755)), (paths.guests, 0o755), (paths.manifests, 0o755), (paths.journals, 0o700),
            (paths.xen, 0o755),
        ] {
            try Self.make(path, mode)
        }
    }

    /// What commands need that control domains.
    package func makeForDomains() throws(ProvisionError) {
        try make()
        for path in [paths.run, paths.monitors] { try Self.make(path, 0o755) }
    }

    /// Makes a directory and what is missing above it; nothing happens where it is.
    static func make(_ path: String, _ mode: UInt16) throws(ProvisionError) {
        var missing: [String] = []
        var current = path
        while try LinuxFiles().look(at: current) == nil, current.count > 1 {
            missing.append(current)
            current = current.lastIndex(of: "/").map { String(current[..<$0]) } ?? ""
        }
        for directory in missing.reversed() {
            do throws(ProvisionError) {
                try LinuxFiles().makeDirectory(directory, mode: directory == path ? mode : 0o755)
            } catch  where error.code == .exists {
                // Another run made it at the same time.
            }
        }
    }
}

/// Who we are.
package enum ProcessIdentity {
    /// Of this process.
    package static var number: Int32 { getpid() }
    /// The program that runs, by the path that still leads to it after it was replaced.
    package static let program = "/proc/self/exe"
}

/// The clock.
package enum Clock {
    /// Seconds since 1970.
    package static var now: Int64 { Int64(time(nil)) }

    /// The time for a person: `2026-01-31 12:30:00`, UTC.
    package static var text: String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A clock that only goes forward.
package enum MonotonicClock {
    /// Seconds since some point in the past.
    package static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
