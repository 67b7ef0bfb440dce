import Model

/// The last word on a domain that a run has started: the run's journal says whether it is to stay.
struct MarkedDomains {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost
    let log: (String) -> Void

    /// Lets it run, and takes the mark off: from then on it is a domain as any other.
    ///
    /// - Parameter staysPaused: its first instruction waits for who unpauses it.
    /// - Returns: whether it was there with its mark.
    func release(_ marked: MarkedDomain, staysPaused: Bool) throws(ProvisionError) -> Bool {
        guard let domain = try find(marked, orNameless: false) else { return false }
        // In this order: one that is killed in between lets it go a second time, which does no harm once it runs.
        if domain.isPaused, !staysPaused { try hypervisor.unpause(domain.domid) }
        try store.apply(.remove(DomainTree.mark(of: domain.domid)))
        return true
    }

    /// Removes it, if it is that run's.
    ///
    /// - Returns: whether it was there.
    /// - Throws: `.leftovers` with what could not be taken away.
    func remove(_ marked: MarkedDomain) throws(ProvisionError) -> Bool {
        // Whoever is killed while making it may still be at it: the lock is held to the end of a start.
        let lock = try host.lockCreation()
        defer { withExtendedLifetime(lock) {} }
        guard let domain = try find(marked, orNameless: true) else { return false }
        let left = Teardown(hypervisor: hypervisor, store: store, host: host, log: log)
            .run(domain.domid, uuid: domain.uuid)
        guard left.isEmpty else {
            throw ProvisionError(.leftovers, "domain \(domain.domid) is not wholly gone", details: left)
        }
        return true
    }

    /// - Parameter orNameless: take one that has no name yet, too: between its making and its first nodes it can bear
    ///   no mark. Only under the lock of creation, where nobody else is at that point.
    private func find(_ marked: MarkedDomain, orNameless: Bool) throws(ProvisionError) -> DomainState? {
        for domain in try hypervisor.domains() where domain.uuid == marked.uuid && !domain.isDying {
            let mark = try store.read(DomainTree.mark(of: domain.domid))
            if mark == marked.mark { return domain }
            guard orNameless, mark == nil else { continue }
            if try store.read("/local/domain/\(domain.domid)/name") == nil { return domain }
        }
        return nil
    }
}
