import Model

/// The hypervisor of this host. One implementation asks the control layer's helper process; tests have another.
package protocol Hypervisor {
    /// Names of the domains that run now; nil where this is no dom0.
    func runningDomains() throws(ProvisionError) -> Set<String>?
    /// Sends a request to the control layer.
    ///
    /// - Throws: `.unavailable` where no Xen runs or its version has no control layer here, `.notPermitted` without
    ///   root's rights; what the control layer itself refuses.
    func ask(_ request: ControlRequest) throws(ProvisionError) -> ControlAnswer
}

extension Hypervisor {
    package func facts() throws(ProvisionError) -> HypervisorFacts {
        guard case .info(let facts) = try answer(.info) else { throw Self.nonsense }
        return facts
    }

    /// All domains, dom0 first.
    package func domains() throws(ProvisionError) -> [DomainFacts] {
        guard case .list(let domains) = try answer(.list) else { throw Self.nonsense }
        return domains
    }

    /// - Returns: the domain's number.
    package func start(_ request: DomainRequest) throws(ProvisionError) -> UInt32 {
        guard case .started(let domid) = try answer(.start(request: request)) else { throw Self.nonsense }
        return domid
    }

    /// - Returns: whether there was such a domain.
    package func remove(_ domain: MarkedDomain) throws(ProvisionError) -> Bool {
        guard case .settled(let wasThere) = try answer(.remove(domain: domain)) else { throw Self.nonsense }
        return wasThere
    }

    /// - Returns: whether there was such a domain.
    package func release(_ domain: MarkedDomain, staysPaused: Bool) throws(ProvisionError) -> Bool {
        let answer = try answer(.release(domain: domain, staysPaused: staysPaused))
        guard case .settled(let wasThere) = answer else { throw Self.nonsense }
        return wasThere
    }

    /// - Parameters:
    ///   - seconds: nil waits for ever.
    ///   - past: a shutdown for this reason is no end.
    package func end(
        of domain: DomainIdentity, within seconds: Double?, past: ShutdownReason? = nil
    ) throws(ProvisionError) -> DomainEnd {
        guard case .end(let end) = try answer(.wait(domain: domain, seconds: seconds, past: past)) else {
            throw Self.nonsense
        }
        return end
    }

    package func console(of domain: DomainSelector) throws(ProvisionError) -> (domid: UInt32, tty: String) {
        guard case .console(let domid, let tty) = try answer(.console(domain: domain)) else { throw Self.nonsense }
        return (domid, tty)
    }

    /// For requests that have nothing to tell.
    package func carryOut(_ request: ControlRequest) throws(ProvisionError) {
        guard case .done = try answer(request) else { throw Self.nonsense }
    }

    private func answer(_ request: ControlRequest) throws(ProvisionError) -> ControlAnswer {
        let answer = try ask(request)
        if case .failed(let failure) = answer { throw failure.error }
        return answer
    }

    private static var nonsense: ProvisionError {
        ProvisionError(
            .failed, "the control layer answers something else than was asked",
            hint: "install program and control layer of one version")
    }
}

/// No hypervisor at all: for work that has nothing to do with domains.
package struct NoHypervisor: Hypervisor {
    package init() {}

    package func runningDomains() -> Set<String>? { nil }

    package func ask(_ request: ControlRequest) throws(ProvisionError) -> ControlAnswer {
        throw ProvisionError(.unavailable, "no Xen runs here", hint: "run it in a dom0")
    }
}
