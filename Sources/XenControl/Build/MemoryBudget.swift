import Model

/// What a domain costs, by the rules of libxl (libxl_mem.c, `libxl_domain_need_memory`).
package struct MemoryBudget: Hashable, Sendable {
    package let kind: DomainRequest.Kind
    package let memory: ByteSize
    /// What it may grow to.
    package let maximum: ByteSize
    package let vcpus: UInt32

    package init(_ request: DomainRequest) {
        kind = request.kind
        memory = request.memory
        maximum = request.memoryLimit
        vcpus = request.vcpus
    }

    /// The hypervisor's structures for nested page tables: a MiB for each vcpu and a page for each MiB.
    package var pagingPool: ByteSize { ByteSize(bytes: (256 * UInt64(vcpus) + maximum.mebibytes) << 12) }

    /// What the domain may own now: special pages and tables need a little more than its memory.
    package var limitKiB: UInt64 { memory.bytes >> 10 + 1024 }

    /// Free memory that it takes to start it, in steps of 2 MiB.
    package var need: ByteSize {
        let slack = ByteSize(mebibytes: kind == .pvh ? 2 : 1).bytes
        let step = ByteSize(mebibytes: 2).bytes
        return ByteSize(bytes: (memory.bytes + pagingPool.bytes + slack + step - 1) / step * step)
    }

    /// - Throws: `.unavailable` where it is not there; `.badInput` for less than a Linux kernel starts in.
    package func check(free: ByteSize, dom0: ByteSize?) throws(ProvisionError) {
        guard memory.bytes & 0xF_FFFF == 0, maximum.bytes & 0xF_FFFF == 0, memory >= Self.least, maximum >= memory
        else {
            throw ProvisionError(
                .badInput, "memory of \(memory) is too little or no whole number of MiB",
                hint: "give the guest \(Self.least) or more")
        }
        guard need <= free else {
            let holds = dom0.map { ", dom0 holds \($0.mebibytes) MiB" } ?? ""
            throw ProvisionError(
                .unavailable, "the guest needs \(need.mebibytes) MiB, but \(free.bytes >> 20) MiB are free\(holds)",
                hint: "stop a guest, give this one less, or bound dom0 with dom0_mem= on Xen's command line")
        }
    }

    /// Debian's kernels die in the domain builder below about 80 MiB.
    private static let least = ByteSize(mebibytes: 96)
}
