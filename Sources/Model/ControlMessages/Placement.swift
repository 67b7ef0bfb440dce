/// Where a domain's vcpus run and how much they get; what is nil is left to Xen.
package struct Placement: Hashable, Codable, Sendable {
    /// Host CPUs that the vcpus may run on.
    package enum CPUs: Hashable, Codable, Sendable {
        /// The same for every vcpu.
        case all([UInt32])
        /// The first for vcpu 0, and so on; vcpus behind the last run anywhere.
        case each([[UInt32]])
    }

    package var cpus: CPUs?
    /// The scheduler's weight, 1 to 65535.
    package var weight: UInt16?
    /// At most this many hundredths of a CPU.
    package var cap: UInt16?
    /// Name or number of a cpupool.
    package var pool: String?

    package init(cpus: CPUs? = nil, weight: UInt16? = nil, cap: UInt16? = nil, pool: String? = nil) {
        self.cpus = cpus
        self.weight = weight
        self.cap = cap
        self.pool = pool
    }

    /// The host CPUs of a vcpu, counted from 0; nil where it runs anywhere.
    package func cpus(of vcpu: Int) -> [UInt32]? {
        switch cpus {
        case .all(let set): set
        case .each(let sets): vcpu < sets.count ? sets[vcpu] : nil
        case nil: nil
        }
    }

    /// Reads a set of CPUs as xl does: `0-3,^2`; `all` is every one, which is no restriction and so nil.
    ///
    /// - Throws: `.badInput` for anything else, and for NUMA nodes, which are not looked up here.
    package static func cpuSet(_ text: String) throws(ProvisionError) -> [UInt32]? {
        var chosen: Set<UInt32> = []
        if text.trimmed == "all" { return nil }
        for part in text.split(separator: ",", omittingEmptySubsequences: false).map({ String($0).trimmed }) {
            let isExcluded = part.hasPrefix("^")
            let ends = part.dropFirst(isExcluded ? 1 : 0).split(separator: "-", omittingEmptySubsequences: false)
            let numbers = ends.compactMap { UInt32($0) }
            guard numbers.count == ends.count, (1...2).contains(numbers.count),
                numbers[0] <= numbers[numbers.count - 1],
                numbers[numbers.count - 1] < 4096
            else {
                throw ProvisionError(
                    .badInput, "'\(text.printable)' is no set of CPUs that the control layer knows",
                    hint: "write it like 0-3,^2")
            }
            let range = numbers[0]...numbers[numbers.count - 1]
            if isExcluded { chosen.subtract(range) } else { chosen.formUnion(range) }
        }
        guard !chosen.isEmpty else {
            throw ProvisionError(.badInput, "'\(text.printable)' leaves no CPU", hint: "write it like 0-3,^2")
        }
        return chosen.sorted()
    }
}
