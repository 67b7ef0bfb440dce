/// What the control layer answers: one JSON object a line for each request.
package enum ControlAnswer: Hashable, Codable, Sendable {
    case info(facts: HypervisorFacts)
    case list(domains: [DomainFacts])
    case started(domid: UInt32)
    /// A request without anything to tell has been carried out.
    case done
    /// A terminal below /dev/pts.
    case console(domid: UInt32, tty: String)
    /// Whether there was something to remove or to release.
    case settled(wasThere: Bool)
    case end(DomainEnd)
    /// The request failed; what it had made is gone again unless the failure says otherwise.
    case failed(error: ControlFailure)
}

/// The hypervisor of this host.
package struct HypervisorFacts: Hashable, Codable, Sendable {
    /// Running version as `4.17`.
    package var version: String
    /// Version that the control layer was built for.
    package var builtFor: String
    package var totalMemory: ByteSize
    /// Free now, including what is still being cleared.
    package var freeMemory: ByteSize
    package var cpus: UInt32
    /// What Xen can run: PV, and PVH where it has hardware virtualisation with nested paging.
    package var runsPV: Bool
    package var runsPVH: Bool

    package init(
        version: String, builtFor: String, totalMemory: ByteSize, freeMemory: ByteSize, cpus: UInt32, runsPV: Bool,
        runsPVH: Bool
    ) {
        self.version = version
        self.builtFor = builtFor
        self.totalMemory = totalMemory
        self.freeMemory = freeMemory
        self.cpus = cpus
        self.runsPV = runsPV
        self.runsPVH = runsPVH
    }
}

/// One domain as Xen sees it now.
package struct DomainFacts: Hashable, Codable, Sendable {
    /// What it is doing; the first that fits, in this order of interest.
    package enum State: String, Hashable, Codable, Sendable { case dying, crashed, shutdown, paused, running, blocked }

    package var domid: UInt32
    /// Nil for one that is being made or has lost its node in xenstore.
    package var name: String?
    package var uuid: String
    package var state: State
    package var memory: ByteSize
    package var vcpus: UInt32
    /// Time its vcpus have run, in seconds.
    package var cpuSeconds: Double

    package init(
        domid: UInt32, name: String?, uuid: String, state: State, memory: ByteSize, vcpus: UInt32, cpuSeconds: Double
    ) {
        self.domid = domid
        self.name = name
        self.uuid = uuid
        self.state = state
        self.memory = memory
        self.vcpus = vcpus
        self.cpuSeconds = cpuSeconds
    }
}

/// An error on its way between processes: `ProvisionError` field by field.
package struct ControlFailure: Hashable, Codable, Sendable {
    package var code: ProvisionError.Code
    package var message: String
    package var hint: String?
    package var details: [String]

    package init(_ error: ProvisionError) {
        code = error.code
        message = error.message
        hint = error.hint
        details = error.details
    }

    /// The error that it was made of.
    package var error: ProvisionError { ProvisionError(code, message, hint: hint, details: details) }
}
