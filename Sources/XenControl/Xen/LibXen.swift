import CXenBridge
import Glibc
import Model

/// The hypervisor by libxenctrl and libxenguest. For one thread only.
package final class LibXen: HypervisorCalls {
    let handle: OpaquePointer
    private let messages: XenMessages
    /// What this program was compiled for.
    package static let builtFor = version(xb_built_for())

    /// - Parameter log: gets every message of the libraries.
    /// - Throws: `.unavailable` without Xen, `.notPermitted` without its rights.
    package init(log: @escaping (String) -> Void) throws(ProvisionError) {
        messages = XenMessages(log: log)
        var opened: OpaquePointer?
        let context = Unmanaged.passUnretained(messages).toOpaque()
        let rc = xb_open(XenMessages.take, context, &opened)
        guard rc == 0, let opened else {
            throw XenFailure.explain(.open, errno: -rc, messages: [], builtFor: Self.builtFor)
        }
        handle = opened
    }

    deinit { xb_close(handle) }

    /// Runs one call and explains its failure.
    @discardableResult
    func call(_ step: XenStep, _ body: () -> Int32) throws(ProvisionError) -> Int32 {
        messages.forget()
        xb_clear_error(handle)
        let rc = body()
        if rc >= 0 { return rc }
        var texts = messages.errors
        let last = String(cString: xb_last_error(handle))
        if texts.isEmpty, !last.isEmpty { texts = [last] }
        throw XenFailure.explain(step, errno: -rc, messages: texts, builtFor: Self.builtFor)
    }

    private static func version(_ packed: Int32) -> XenVersion {
        XenVersion(major: packed >> 16, minor: packed & 0xFFFF)
    }

    package func state() throws(ProvisionError) -> HypervisorState {
        let version = Self.version(try call(.facts) { xb_version(handle) })
        var host = xb_host()
        try call(.facts) { xb_host_facts(handle, &host) }
        return HypervisorState(
            version: version, builtFor: Self.builtFor, total: ByteSize(bytes: host.total_pages << 12),
            free: ByteSize(bytes: host.free_pages << 12), scrubbing: ByteSize(bytes: host.scrub_pages << 12),
            cpus: host.cpus, canPV: host.can_pv != 0, canHVM: host.can_hvm != 0, hasHAP: host.has_hap != 0,
            hasGrantsV2: host.has_grants_v2 != 0)
    }

    package func domains() throws(ProvisionError) -> [DomainState] {
        var all: [DomainState] = []
        let batch: UInt32 = 256
        while true {
            let first = all.last.map { $0.domid + 1 } ?? 0
            var buffer = [xb_domain](repeating: xb_domain(), count: Int(batch))
            let count = Int(try call(.facts) { xb_domains(handle, first, &buffer, batch) })
            all += buffer.prefix(count).map(Self.converted)
            if count < batch { return all }
        }
    }

    private static func converted(_ domain: xb_domain) -> DomainState {
        let bytes = withUnsafeBytes(of: domain.handle) { Array($0) }
        var state = DomainState(
            domid: domain.domid, uuid: UUIDValue(bytes: bytes), memory: ByteSize(bytes: domain.pages << 12))
        state.isDying = domain.dying != 0
        state.isPaused = domain.paused != 0
        state.isBlocked = domain.blocked != 0
        state.isRunning = domain.running != 0
        state.shutdownReason = domain.is_shutdown != 0 ? domain.shutdown_reason : nil
        state.vcpus = domain.vcpus
        state.cpuSeconds = Double(domain.cpu_nanoseconds) / 1e9
        return state
    }

    package func create(_ creation: DomainCreation) throws(ProvisionError) -> UInt32 {
        var order = xb_creation()
        withUnsafeMutableBytes(of: &order.handle) { $0.copyBytes(from: creation.uuid.bytes) }
        order.hvm = creation.kind == .pvh ? 1 : 0
        order.hap = creation.hasHAP ? 1 : 0
        order.grants_v2 = creation.hasGrantsV2 ? 1 : 0
        order.vcpus = creation.vcpus
        order.pool = creation.pool
        var domid: UInt32 = 0
        try call(.create) { xb_create(handle, &order, &domid) }
        return domid
    }

    package func limit(_ domid: UInt32, vcpus: UInt32, kibibytes: UInt64) throws(ProvisionError) {
        try call(.limit) { xb_set_vcpus(handle, domid, vcpus) }
        try call(.limit) { xb_set_maximum_memory(handle, domid, kibibytes) }
    }

    package func place(_ domid: UInt32, vcpus: UInt32, _ placement: Placement) throws(ProvisionError) {
        for vcpu in 0..<vcpus {
            guard let set = placement.cpus(of: Int(vcpu)) else { continue }
            try call(.placement) { xb_set_affinity(handle, domid, vcpu, set, UInt32(set.count)) }
        }
        guard placement.weight != nil || placement.cap != nil else { return }
        try call(.placement) {
            xb_set_share(handle, domid, placement.weight.map(Int32.init) ?? -1, placement.cap.map(Int32.init) ?? -1)
        }
    }

    package func eventChannel(_ domid: UInt32, remote: UInt32) throws(ProvisionError) -> UInt32 {
        UInt32(try call(.channel) { xb_event_channel(handle, domid, remote) })
    }

    package func setPlatform(_ domid: UInt32, budget: MemoryBudget) throws(ProvisionError) {
        switch budget.kind {
        case .pv: try call(.platform) { xb_set_memory_limit(handle, domid, budget.maximum.bytes >> 10) }
        case .pvh: try call(.platform) { xb_set_hvm_defaults(handle, domid) }
        }
        try call(.platform) { xb_set_cpu_defaults(handle, domid) }
        guard budget.kind == .pvh else { return }
        try call(.platform) { xb_set_paging_pool(handle, domid, budget.pagingPool.bytes) }
    }

    package func pause(_ domid: UInt32) throws(ProvisionError) { try call(.pause) { xb_pause(handle, domid) } }
    package func unpause(_ domid: UInt32) throws(ProvisionError) { try call(.unpause) { xb_unpause(handle, domid) } }
    package func destroy(_ domid: UInt32) throws(ProvisionError) { try call(.destroy) { xb_destroy(handle, domid) } }
}

/// Takes the libraries' messages: all of them to the log, the errors of a step to its failure.
private final class XenMessages {
    private(set) var errors: [String] = []
    private let log: (String) -> Void
    /// Levels of xentoollog.h.
    private static let detail: Int32 = 3
    private static let error: Int32 = 8

    init(log: @escaping (String) -> Void) { self.log = log }

    func forget() { errors = [] }

    static let take: xb_log = { context, level, text in
        guard let context, let text, level >= detail else { return }
        let own = Unmanaged<XenMessages>.fromOpaque(context).takeUnretainedValue()
        let line = String(cString: text)
        own.log(line.printable)
        if level >= error { own.errors.append(line) }
    }
}
