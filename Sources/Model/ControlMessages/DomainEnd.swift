/// How a domain's life went on while somebody waited for its end.
package enum DomainEnd: Hashable, Codable, Sendable {
    /// It still lives; time is up.
    case alive
    /// It has shut down by itself, and lies there until it is destroyed.
    case shutdown(reason: ShutdownReason)
    /// It is not there any more.
    case gone
}

/// Why a domain has shut down (`SHUTDOWN_*` of Xen's public/sched.h).
package enum ShutdownReason: String, Hashable, Codable, Sendable, CaseIterable {
    case poweroff, reboot, suspend, crash, watchdog
    case softReset = "soft_reset"

    /// - Parameter code: the hypervisor's number; nil for one that it does not know.
    package init?(code: Int32) {
        guard Self.allCases.indices.contains(Int(code)) else { return nil }
        self = Self.allCases[Int(code)]
    }
}
