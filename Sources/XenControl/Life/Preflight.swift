import Model

/// Everything that can be known to fail before a domain exists.
struct Preflight {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost

    /// - Returns: the kernel, which was found fit to be loaded.
    func examine(_ request: DomainRequest, _ state: HypervisorState) throws(ProvisionError) -> any PreparedKernel {
        try checkVersion(state)
        try checkCapabilities(request, state)
        try checkIdentity(request)
        try checkDisks(request)
        for vif in request.vifs { try check(vif, of: request) }
        try checkMemory(request, state)
        let image = try KernelImage(kernel: request.kernel, ramdisk: request.ramdisk)
        do {
            return try hypervisor.prepare(image, for: request)
        } catch {
            throw error.during("\(request.name): \(request.kernel.printable)")
        }
    }

    private func checkVersion(_ state: HypervisorState) throws(ProvisionError) {
        guard state.version == state.builtFor else {
            throw ProvisionError(
                .unavailable, "Xen \(state.version) runs, and this control layer is for \(state.builtFor)",
                hint: "install the control layer of the running version")
        }
    }

    private func checkCapabilities(_ request: DomainRequest, _ state: HypervisorState) throws(ProvisionError) {
        switch request.kind {
        case .pv where !state.canPV:
            throw ProvisionError(.unavailable, "this Xen runs no PV guests", hint: "use type = 'pvh'")
        case .pvh where !(state.canHVM && state.hasHAP):
            throw ProvisionError(
                .unavailable, "this host runs no PVH guests: they need hardware virtualisation with nested paging",
                hint: "enable VT-x or AMD-V in the firmware, or use type = 'pv'")
        default: break
        }
    }

    /// The tree below /vm belongs to a UUID: a second domain with it would wipe that of the first.
    private func checkIdentity(_ request: DomainRequest) throws(ProvisionError) {
        // A dying domain has lost its nodes already, and may stay for long: its pages may be mapped still.
        for domain in try hypervisor.domains() where !domain.isDying {
            if domain.uuid == request.uuid {
                throw ProvisionError(
                    .exists, "domain \(domain.domid) has the UUID \(request.uuid) already",
                    hint: "stop it first, or give this guest another UUID")
            }
            if try store.read("/local/domain/\(domain.domid)/name") == request.name {
                throw ProvisionError(
                    .exists, "\(request.name) runs already, as domain \(domain.domid)", hint: "stop it first")
            }
        }
    }

    private func checkDisks(_ request: DomainRequest) throws(ProvisionError) {
        var seen: [(disk: DiskRequest, backing: Backing)] = []
        for disk in request.disks {
            let backing = try host.backing(disk.target)
            if let other = seen.first(where: { $0.backing == backing && ($0.disk.isWritable || disk.isWritable) }) {
                throw ProvisionError(
                    .badInput,
                    "\(request.name): disks \(other.disk.vdev) and \(disk.vdev) are the same,"
                        + " \(disk.target.printable), and may be written", hint: "name it once")
            }
            seen.append((disk, backing))
            try SharingCheck(store: store, host: host).check(disk, on: backing)
        }
    }

    private func check(_ vif: VifRequest, of request: DomainRequest) throws(ProvisionError) {
        if let script = vif.script { try host.checkScript(script) }
        guard vif.script?.hasSuffix("/vif-bridge") != false, let bridge = vif.bridge else { return }
        guard host.isBridge(bridge) else {
            throw ProvisionError(
                .unavailable, "\(request.name): there is no bridge \(bridge)", hint: "make it, or name another in vif")
        }
    }

    private func checkMemory(_ request: DomainRequest, _ state: HypervisorState) throws(ProvisionError) {
        let budget = MemoryBudget(request)
        var state = state
        // Memory of a domain that has just ended is still being cleared.
        if budget.need > state.free, state.scrubbing.bytes > 0 {
            _ = try host.wait(seconds: 60) { () throws(ProvisionError) in
                state = try hypervisor.state()
                return budget.need <= state.free || state.scrubbing.bytes == 0
            }
        }
        let dom0 = try hypervisor.domains().first { $0.domid == 0 }?.memory
        try budget.check(free: state.free, dom0: dom0)
    }
}
