import Model

/// Looks after one guest: does what its configuration says when it ends, until it is gone for good.
package struct Monitor {
    private let hypervisor: any Hypervisor
    private let name: String
    private let policy: EndPolicy
    private let reporter: any Reporter
    private let clock: () -> Double
    private let start: () throws(ProvisionError) -> DomainIdentity

    /// - Parameters:
    ///   - clock: seconds of a clock that only goes forward.
    ///   - start: starts the guest once more.
    package init(
        hypervisor: any Hypervisor, name: String, policy: EndPolicy, reporter: any Reporter,
        clock: @escaping () -> Double, start: @escaping () throws(ProvisionError) -> DomainIdentity
    ) {
        self.hypervisor = hypervisor
        self.name = name
        self.policy = policy
        self.reporter = reporter
        self.clock = clock
        self.start = start
    }

    /// Returns when nothing is left to look after.
    ///
    /// - Throws: `.interrupted` when it is told to stop, `.failed` for a crash loop, and what a new start throws.
    package func watch(_ domain: DomainIdentity) throws(ProvisionError) {
        var domain = domain
        var limit = RestartLimit()
        var started = clock()
        while let reason = try reasonOfEnd(domain) {
            switch policy.action(for: reason) ?? .leave {
            case .leave: return reporter.note("\(name) has ended (\(reason.rawValue)); it is left as it is.")
            case .remove:
                try remove(domain)
                return reporter.note("\(name) has ended (\(reason.rawValue)); its domain is removed.")
            case .restart:
                guard limit.allows(after: clock() - started) else { throw loop(reason) }
                reporter.note("\(name) has ended (\(reason.rawValue)); it is started again.")
                try remove(domain)
                started = clock()
                domain = try start()
            }
        }
        reporter.note("The domain of \(name) is gone.")
    }

    /// - Returns: nil where the domain is gone: somebody destroyed it, or xl has saved it and takes care of it from
    ///   then on.
    private func reasonOfEnd(_ domain: DomainIdentity) throws(ProvisionError) -> ShutdownReason? {
        while true {
            switch try hypervisor.end(of: domain, within: nil, past: .suspend) {
            case .alive: continue
            case .gone: return nil
            case .shutdown(let reason): return reason
            }
        }
    }

    /// Somebody may have been faster: what counts is that it is gone.
    private func remove(_ domain: DomainIdentity) throws(ProvisionError) {
        do {
            try hypervisor.carryOut(.destroy(domain: .domid(domain.domid)))
        } catch {
            guard try hypervisor.end(of: domain, within: 0) == .gone else { throw error }
        }
    }

    private func loop(_ reason: ShutdownReason) -> ProvisionError {
        ProvisionError(
            .failed,
            "\(name) has ended (\(reason.rawValue)) \(RestartLimit.most) times in a row within"
                + " \(Int(RestartLimit.shortLife)) s of its start; it is not started again",
            hint: "look at its console's log in /var/log/xen/console, then 'xen-provision destroy \(name)'")
    }
}
