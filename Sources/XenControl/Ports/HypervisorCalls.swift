import Model

/// What the hypervisor is asked to do. One implementation calls libxenctrl and libxenguest; tests have another.
package protocol HypervisorCalls: AnyObject {
    func state() throws(ProvisionError) -> HypervisorState
    /// All domains, by their numbers.
    func domains() throws(ProvisionError) -> [DomainState]
    /// Makes an empty paused domain; its number is the hypervisor's choice.
    func create(_ creation: DomainCreation) throws(ProvisionError) -> UInt32
    /// vcpus and the most memory it may own.
    func limit(_ domid: UInt32, vcpus: UInt32, kibibytes: UInt64) throws(ProvisionError)
    /// Which CPUs its vcpus run on, and what share of them it gets.
    func place(_ domid: UInt32, vcpus: UInt32, _ placement: Placement) throws(ProvisionError)
    /// A new event channel that another domain may bind; its port.
    func eventChannel(_ domid: UInt32, remote: UInt32) throws(ProvisionError) -> UInt32
    /// Timer, time stamp counter, CPU policy and the pool for page tables.
    func setPlatform(_ domid: UInt32, budget: MemoryBudget) throws(ProvisionError)
    /// Decompresses and examines the kernel, which needs no domain: what cannot be loaded fails here.
    func prepare(_ image: KernelImage, for request: DomainRequest) throws(ProvisionError) -> any PreparedKernel
    /// Fills the domain with memory, kernel and start-up state.
    func build(_ order: BuildOrder) throws(ProvisionError) -> BuiltFrames
    func pause(_ domid: UInt32) throws(ProvisionError)
    func unpause(_ domid: UInt32) throws(ProvisionError)
    func destroy(_ domid: UInt32) throws(ProvisionError)
}

/// The host as the hypervisor sees it.
package struct HypervisorState: Hashable, Sendable {
    package var version: XenVersion
    package var builtFor: XenVersion
    package var total: ByteSize
    package var free: ByteSize
    /// Given back, but not cleared yet.
    package var scrubbing: ByteSize
    package var cpus: UInt32
    package var canPV: Bool
    package var canHVM: Bool
    package var hasHAP: Bool
    package var hasGrantsV2: Bool

    package init(
        version: XenVersion, builtFor: XenVersion, total: ByteSize, free: ByteSize, scrubbing: ByteSize, cpus: UInt32,
        canPV: Bool, canHVM: Bool, hasHAP: Bool, hasGrantsV2: Bool
    ) {
        self.version = version
        self.builtFor = builtFor
        self.total = total
        self.free = free
        self.scrubbing = scrubbing
        self.cpus = cpus
        self.canPV = canPV
        self.canHVM = canHVM
        self.hasHAP = hasHAP
        self.hasGrantsV2 = hasGrantsV2
    }

    /// Facts for another process.
    var facts: HypervisorFacts {
        HypervisorFacts(
            version: version.description, builtFor: builtFor.description, totalMemory: total,
            freeMemory: ByteSize(bytes: free.bytes + scrubbing.bytes), cpus: cpus, runsPV: canPV,
            runsPVH: canHVM && hasHAP)
    }
}

/// `4.17`: interfaces of the toolstack are kept within such a version, and change with the next.
package struct XenVersion: Hashable, Sendable, CustomStringConvertible {
    package let major: Int32
    package let minor: Int32

    package init(major: Int32, minor: Int32) {
        self.major = major
        self.minor = minor
    }

    package var description: String { "\(major).\(minor)" }
}

/// One domain as the hypervisor sees it.
package struct DomainState: Hashable, Sendable {
    package var domid: UInt32
    package var uuid: UUIDValue
    package var isDying = false
    package var isPaused = false
    package var isBlocked = false
    package var isRunning = false
    /// Why it has shut down (`SHUTDOWN_*` of xen/sched.h: 0 power off, 1 reboot, 2 suspend, 3 crash); nil while it lives.
    package var shutdownReason: Int32?
    package var memory: ByteSize
    package var vcpus: UInt32 = 0
    package var cpuSeconds: Double = 0

    package init(domid: UInt32, uuid: UUIDValue, memory: ByteSize) {
        self.domid = domid
        self.uuid = uuid
        self.memory = memory
    }

    /// In one word.
    package var state: DomainFacts.State {
        if isDying { return .dying }
        if let shutdownReason { return shutdownReason == 3 ? .crashed : .shutdown }
        if isPaused { return .paused }
        return isRunning ? .running : .blocked
    }
}

/// What has to be known when a domain is made.
package struct DomainCreation: Hashable, Sendable {
    package let uuid: UUIDValue
    package let kind: DomainRequest.Kind
    package let vcpus: UInt32
    package let hasHAP: Bool
    package let hasGrantsV2: Bool
    /// Number of its cpupool.
    package let pool: UInt32
}

/// What the builder needs.
package struct BuildOrder {
    package let domid: UInt32
    package let request: DomainRequest
    package let kernel: any PreparedKernel
    package let ports: ServicePorts
}

/// Event channels for the two services of a domain, and the domains that these run in.
package struct ServicePorts: Hashable, Sendable {
    package let store: UInt32
    package let storeDomid: UInt32
    package let console: UInt32
    package let consoleDomid: UInt32
}

/// Where the builder has put the pages of the two services.
package struct BuiltFrames: Hashable, Sendable {
    package let store: UInt64
    package let console: UInt64

    package init(store: UInt64, console: UInt64) {
        self.store = store
        self.console = console
    }
}

/// A kernel that was found fit for a request. Only who has prepared it can look into it.
package protocol PreparedKernel: AnyObject {}
