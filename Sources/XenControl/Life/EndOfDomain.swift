import Model

/// Waits for the end of a domain's life, by xenstore's word that some domain has ended.
struct EndOfDomain {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost
    let caller: any Caller

    /// - Parameters:
    ///   - seconds: nil waits for ever.
    ///   - past: a reason that is no end.
    func wait(
        for domain: DomainIdentity, seconds: Double?, past: ShutdownReason?
    ) throws(ProvisionError) -> DomainEnd {
        let end = seconds.map { host.clock() + $0 }
        while true {
            // Before the look: what ends right after it is told.
            let descriptor = try store.watchForEnds()
            if let found = try look(at: domain), past == nil || found != past.map(DomainEnd.shutdown) { return found }
            let rest = end.map { $0 - host.clock() }
            if let rest, rest <= 0 { return .alive }
            try caller.sleep(on: descriptor, seconds: rest)
        }
    }

    private func look(at domain: DomainIdentity) throws(ProvisionError) -> DomainEnd? {
        let found = try hypervisor.domains().first { $0.domid == domain.domid && $0.uuid == domain.uuid }
        guard let found, !found.isDying else { return .gone }
        // A number that a newer Xen may have is no orderly end.
        return found.shutdownReason.map { .shutdown(reason: ShutdownReason(code: $0) ?? .crash) }
    }
}
