import Model

/// Finds domains and controls the life of those that are there.
package struct DomainDirectory {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost
    let log: (String) -> Void

    package init(
        hypervisor: any HypervisorCalls, store: any Store, host: any DeviceHost, log: @escaping (String) -> Void
    ) {
        self.hypervisor = hypervisor
        self.store = store
        self.host = host
        self.log = log
    }

    /// All domains, dom0 first.
    package func list() throws(ProvisionError) -> [DomainFacts] {
        var list: [DomainFacts] = []
        for domain in try hypervisor.domains() {
            list.append(
                DomainFacts(
                    domid: domain.domid, name: try name(of: domain.domid), uuid: domain.uuid.description,
                    state: domain.state, memory: domain.memory, vcpus: domain.vcpus, cpuSeconds: domain.cpuSeconds))
        }
        return list
    }

    package func pause(_ selector: DomainSelector) throws(ProvisionError) {
        try hypervisor.pause(try guest(selector).domid)
    }

    package func unpause(_ selector: DomainSelector) throws(ProvisionError) {
        try hypervisor.unpause(try guest(selector).domid)
    }

    /// - Throws: `.busy` where the guest has not heard it within a minute.
    package func shutdown(_ selector: DomainSelector, _ reason: ShutdownRequest) throws(ProvisionError) {
        let domid = try guest(selector).domid
        let control = "/local/domain/\(domid)/control"
        if try store.read("\(control)/feature-\(reason.rawValue)") == "0" {
            throw ProvisionError(.unavailable, "\(selector) cannot carry out '\(reason.rawValue)'", hint: "destroy it")
        }
        // A plain write: the node stays the guest's own, which empties it for an answer.
        try store.apply(.write("\(control)/shutdown", reason.rawValue, nil))
        let heard = try host.wait(seconds: 60) { () throws(ProvisionError) in
            try store.read("\(control)/shutdown")?.isEmpty ?? true
        }
        guard heard else {
            throw ProvisionError(
                .busy, "\(selector) does not answer to '\(reason.rawValue)'", hint: "wait until it is up, or destroy it"
            )
        }
    }

    /// - Throws: `.leftovers` with what could not be taken away.
    package func destroy(_ selector: DomainSelector) throws(ProvisionError) {
        let domain = try guest(selector)
        let left = Teardown(hypervisor: hypervisor, store: store, host: host, log: log)
            .run(domain.domid, uuid: domain.uuid)
        guard left.isEmpty else {
            throw ProvisionError(.leftovers, "\(selector) is not wholly gone", hint: "destroy it again", details: left)
        }
    }

    /// - Returns: the number and the terminal of its console.
    package func console(_ selector: DomainSelector) throws(ProvisionError) -> (domid: UInt32, tty: String) {
        let domid = try guest(selector).domid
        guard let tty = try store.read("/local/domain/\(domid)/console/tty"), Self.isTerminal(tty) else {
            throw ProvisionError(.unavailable, "\(selector) has no console", hint: "xenconsoled may not run")
        }
        return (domid, tty)
    }

    private static func isTerminal(_ path: String) -> Bool {
        path.hasPrefix("/dev/pts/") && UInt32(path.dropFirst(9)) != nil
    }

    private func name(of domid: UInt32) throws(ProvisionError) -> String? {
        try store.read("/local/domain/\(domid)/name")?.printable
    }

    private func guest(_ selector: DomainSelector) throws(ProvisionError) -> DomainState {
        for domain in try hypervisor.domains() where try isMeant(domain, selector) {
            guard domain.domid != 0 else {
                throw ProvisionError(.usage, "dom0 is no guest", hint: "name another domain")
            }
            return domain
        }
        throw ProvisionError(.unavailable, "\(selector) does not run", hint: "see the list of domains")
    }

    private func isMeant(_ domain: DomainState, _ selector: DomainSelector) throws(ProvisionError) -> Bool {
        switch selector {
        case .domid(let domid): domain.domid == domid
        case .uuid(let uuid): domain.uuid == uuid && !domain.isDying
        case .name(let name): try self.name(of: domain.domid) == name
        }
    }
}
