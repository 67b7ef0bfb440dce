import Model

/// What must be there before a guest is made that is to be started at once: nothing is carved for one that could not.
struct StartRequirements {
    let spec: GuestSpec
    let facts: HostFacts
    let configuration: XLConfig

    func check() throws(ProvisionError) {
        guard let toolstack = spec.boot.startNow else { return }
        guard facts.isRoot else {
            throw ProvisionError(
                .notPermitted, "only root may start guests", hint: "run it as root, or leave out --boot")
        }
        try checkBridges()
        switch toolstack {
        case .own: try checkControlLayer()
        case .xl: try checkXL()
        }
    }

    private func checkXL() throws(ProvisionError) {
        guard facts.runningDomains != nil else { throw Self.noXen }
        guard facts.tools["xl"] != nil else {
            throw ProvisionError(.unavailable, "xl is not installed", hint: "apt-get install xen-utils-common")
        }
    }

    private func checkControlLayer() throws(ProvisionError) {
        guard let hypervisor = facts.hypervisor else { throw Self.noXen }
        // Of the kernel, only whether somebody will fetch it is known yet.
        let boot = spec.boot.way.isFetched ? FetchedKernel(kernel: "/") : nil
        let mac = MACAddress(xenSuffix: (0, 0, 0))
        let request = try DomainRequest(
            configuration, defaults: StartDefaults(uuid: spec.uuid, boot: boot) { _ in mac })
        guard request.kind == .pv ? hypervisor.runsPV : hypervisor.runsPVH else {
            throw ProvisionError(
                .unavailable, "this host runs no \(request.kind.rawValue) guests",
                hint: request.kind == .pv ? "use --type=pvh" : "use --type=pv, or enable VT-x or AMD-V in the firmware")
        }
        guard request.memory <= hypervisor.freeMemory else {
            throw ProvisionError(
                .unavailable,
                "the guest wants \(request.memory.mebibytes) MiB, and Xen has \(hypervisor.freeMemory.bytes >> 20) MiB free",
                hint: "stop a guest, give this one less, or bound dom0 with dom0_mem= on Xen's command line")
        }
    }

    private func checkBridges() throws(ProvisionError) {
        for vif in try configuration.vifs() {
            let script = vif.script ?? "vif-bridge"
            guard script.hasSuffix("vif-bridge"), let bridge = vif.bridge, !facts.bridges.contains(bridge) else {
                continue
            }
            throw ProvisionError(
                .unavailable, "there is no bridge \(bridge.printable)", hint: "make it, or name another with --bridge")
        }
    }

    private static let noXen = ProvisionError(
        .unavailable, "no Xen runs here, so the guest could not be started",
        hint: "leave out --boot, or run it in a dom0")
}

extension BootSpec.Way {
    /// Whether the kernel is taken out of the guest at every start.
    fileprivate var isFetched: Bool {
        if case .guestKernel = self { true } else { false }
    }
}
