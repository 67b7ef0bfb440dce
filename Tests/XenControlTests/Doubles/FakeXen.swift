import Model
import XenControl

/// A hypervisor that makes no domains, but keeps a list of them; any call can be told to fail.
final class FakeXen: HypervisorCalls {
    var host = HypervisorState(
        version: XenVersion(major: 4, minor: 17), builtFor: XenVersion(major: 4, minor: 17),
        total: ByteSize(gibibytes: 4), free: ByteSize(gibibytes: 2), scrubbing: ByteSize(bytes: 0), cpus: 2,
        canPV: true,
        canHVM: true, hasHAP: true, hasGrantsV2: true)
    var guests: [DomainState] = []
    /// Names of calls in their order.
    private(set) var calls: [String] = []
    /// The call that fails.
    var failing: String?
    private(set) var placements: [UInt32: Placement] = [:]
    private var lastPort: UInt32 = 0

    private func enter(_ name: String) throws(ProvisionError) {
        calls.append(name)
        if failing == name { throw ProvisionError(.failed, "\(name) was told to fail") }
    }

    func state() throws(ProvisionError) -> HypervisorState {
        try enter("state")
        return host
    }

    func domains() throws(ProvisionError) -> [DomainState] {
        [DomainState(domid: 0, uuid: UUIDValue(bytes: []), memory: ByteSize(gibibytes: 1))] + guests
    }

    /// The numbers of the next domains; 1 when there are no more.
    var domids: [UInt32] = []

    func create(_ creation: DomainCreation) throws(ProvisionError) -> UInt32 {
        try enter("create")
        let domid = domids.isEmpty ? 1 : domids.removeFirst()
        var domain = DomainState(domid: domid, uuid: creation.uuid, memory: ByteSize(bytes: 0))
        domain.isPaused = true
        guests.append(domain)
        return domid
    }

    func limit(_ domid: UInt32, vcpus: UInt32, kibibytes: UInt64) throws(ProvisionError) { try enter("limit") }

    func place(_ domid: UInt32, vcpus: UInt32, _ placement: Placement) throws(ProvisionError) {
        try enter("place")
        placements[domid] = placement
    }

    func eventChannel(_ domid: UInt32, remote: UInt32) throws(ProvisionError) -> UInt32 {
        try enter("eventChannel")
        lastPort += 1
        return lastPort
    }

    func setPlatform(_ domid: UInt32, budget: MemoryBudget) throws(ProvisionError) { try enter("setPlatform") }

    func prepare(_ image: KernelImage, for request: DomainRequest) throws(ProvisionError) -> any PreparedKernel {
        try enter("prepare")
        return Prepared()
    }

    private final class Prepared: PreparedKernel {}

    func build(_ order: BuildOrder) throws(ProvisionError) -> BuiltFrames {
        try enter("build")
        return BuiltFrames(store: 523_265, console: 523_266)
    }

    func pause(_ domid: UInt32) throws(ProvisionError) {
        try enter("pause")
        change(domid) { $0.isPaused = true }
    }

    func unpause(_ domid: UInt32) throws(ProvisionError) {
        try enter("unpause")
        change(domid) { $0.isPaused = false }
    }

    private func change(_ domid: UInt32, _ body: (inout DomainState) -> Void) {
        if let index = guests.firstIndex(where: { $0.domid == domid }) { body(&guests[index]) }
    }

    func destroy(_ domid: UInt32) throws(ProvisionError) {
        try enter("destroy")
        guests.removeAll { $0.domid == domid }
    }
}
