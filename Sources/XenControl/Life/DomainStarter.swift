import Model

/// Makes a domain and starts it, in the order of `xl create`; what failed on the way is taken away again.
///
/// Undo needs no list of what was made: everything hangs on the domain's number, dom0's record in xenstore names a
/// device before it is attached, and loop devices clear themselves. So one teardown serves every failure, and the same
/// one serves `destroy`.
package struct DomainStarter {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost
    let caller: any Caller
    let log: (String) -> Void

    package init(
        hypervisor: any HypervisorCalls, store: any Store, host: any DeviceHost, caller: any Caller,
        log: @escaping (String) -> Void
    ) {
        self.hypervisor = hypervisor
        self.store = store
        self.host = host
        self.caller = caller
        self.log = log
    }

    /// - Returns: the number of the domain, which runs.
    /// - Throws: what went wrong, with nothing left behind; `.leftovers` where something is, named in the details.
    package func start(_ request: DomainRequest) throws(ProvisionError) -> UInt32 {
        try RequestCheck(request: request).check()
        // Two that count the free memory at a time would both find enough.
        let lock = try host.lockCreation()
        defer { withExtendedLifetime(lock) {} }
        // Who was killed while we waited for the lock wants no domain any more.
        try caller.check()
        let state = try hypervisor.state()
        let kernel = try Preflight(hypervisor: hypervisor, store: store, host: host).examine(request, state)
        try caller.check()
        log("making \(request.name) (\(request.kind.rawValue))")
        let domid = try create(
            DomainCreation(
                uuid: request.uuid, kind: request.kind, vcpus: request.vcpus, hasHAP: state.hasHAP,
                hasGrantsV2: state.hasGrantsV2, pool: try pool(request.placement)))
        do {
            try furnish(domid, request, kernel)
        } catch {
            throw takeAway(domid, request, because: error)
        }
        return domid
    }

    /// The hypervisor counts domains up and begins again some day; a number that was used a moment ago is not taken.
    private func create(_ creation: DomainCreation) throws(ProvisionError) -> UInt32 {
        while true {
            let domid = try hypervisor.create(creation)
            guard (try? host.isRecent(domid)) == true else { return domid }
            try hypervisor.destroy(domid)
            try caller.check()
        }
    }

    /// Pools go by their names in xenstore; without one a domain is in the first.
    private func pool(_ placement: Placement) throws(ProvisionError) -> UInt32 {
        guard let pool = placement.pool else { return 0 }
        if let number = UInt32(pool) { return number }
        for number in try store.list("/local/pool") where try store.read("/local/pool/\(number)/name") == pool {
            if let number = UInt32(number) { return number }
        }
        throw ProvisionError(
            .badInput, "there is no cpupool '\(pool.printable)'", hint: "name one of 'xl cpupool-list'")
    }

    private func furnish(_ domid: UInt32, _ request: DomainRequest, _ kernel: any PreparedKernel) throws(ProvisionError)
    {
        let tree = DomainTree(domid: domid, request: request)
        try store.commit(tree.skeleton)
        let rings = try build(tree, kernel)
        try store.commit(tree.publication(store: rings.store, startTime: host.startTime()))
        try store.introduce(domid, ring: rings.store)
        try attachDevices(domid, request, console: rings.console)
        try host.saveForXL(LibxlConfiguration(request).text, domid: domid, uuid: request.uuid)
        try caller.check()
        if !request.startsPaused { try hypervisor.unpause(domid) }
    }

    private func build(_ tree: DomainTree, _ kernel: any PreparedKernel) throws(ProvisionError) -> (
        store: Ring, console: Ring
    ) {
        let budget = MemoryBudget(tree.request)
        try hypervisor.limit(tree.domid, vcpus: tree.request.vcpus, kibibytes: budget.limitKiB)
        try hypervisor.place(tree.domid, vcpus: tree.request.vcpus, tree.request.placement)
        let storeDomid = try store.serviceDomain("xenstored")
        let consoleDomid = try store.serviceDomain("xenconsoled")
        let ports = ServicePorts(
            store: try hypervisor.eventChannel(tree.domid, remote: storeDomid), storeDomid: storeDomid,
            console: try hypervisor.eventChannel(tree.domid, remote: consoleDomid), consoleDomid: consoleDomid)
        try hypervisor.setPlatform(tree.domid, budget: budget)
        try caller.check()
        let frames = try hypervisor.build(
            BuildOrder(domid: tree.domid, request: tree.request, kernel: kernel, ports: ports))
        try caller.check()
        return (Ring(port: ports.store, frame: frames.store), Ring(port: ports.console, frame: frames.console))
    }

    private func attachDevices(_ domid: UInt32, _ request: DomainRequest, console: Ring) throws(ProvisionError) {
        let disks = DiskAttachment(store: store, host: host, domid: domid, guest: request.kind)
        for disk in request.disks {
            try caller.check()
            try disks.attach(disk)
        }
        try store.commit(DeviceTree.console(domid: domid, ring: console))
        let vifs = VifAttachment(store: store, host: host, domid: domid)
        for (index, vif) in request.vifs.enumerated() {
            try caller.check()
            try vifs.attach(vif, index: UInt32(index))
        }
        let tty = "/local/domain/\(domid)/console/tty"
        let answered = try host.wait(seconds: 10) { () throws(ProvisionError) in try store.read(tty)?.isEmpty == false }
        guard answered else {
            throw ProvisionError(
                .unavailable, "\(request.name): no console: xenconsoled does not answer",
                hint: "start the service 'xen'")
        }
    }

    private func takeAway(
        _ domid: UInt32, _ request: DomainRequest, because error: ProvisionError
    ) -> ProvisionError {
        log("undoing: \(error.message)")
        let left = Teardown(hypervisor: hypervisor, store: store, host: host, log: log).run(domid, uuid: request.uuid)
        guard !left.isEmpty else { return error }
        return ProvisionError(.leftovers, error.message, hint: error.hint, details: error.details + left)
    }
}
