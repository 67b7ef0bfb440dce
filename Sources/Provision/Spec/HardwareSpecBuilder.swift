import Model

/// Reads the settings of memory and processors, which a guest may be given anew at any time.
package struct HardwareSpecBuilder {
    private let request: SpecRequest

    package init(_ request: SpecRequest) { self.request = request }

    /// - Throws: `.usage` for values that make no sense.
    package func build() throws(ProvisionError) -> HardwareSpec {
        let values = request.values
        guard let memory = try request.size(Settings.memory), memory >= ByteSize(mebibytes: 16) else {
            throw ProvisionError(
                .usage, "\(values.source(of: Settings.memory)): that is too little memory for a guest",
                hint: "give it 16M at least, 256M or more for a current distribution")
        }
        let maximum = try request.size(Settings.maxmem)
        if let maximum, maximum < memory {
            throw ProvisionError(
                .usage, "\(values.source(of: Settings.maxmem)): \(maximum) is less than the memory of \(memory)",
                hint: "give it at least as much as --memory")
        }
        return HardwareSpec(
            memory: memory, maximumMemory: maximum,
            vcpus: try request.number(Settings.vcpus, in: 1...512) ?? 1, cpus: try cpus(),
            cpuWeight: try request.number(Settings.cpuWeight, in: 1...65535))
    }

    private func cpus() throws(ProvisionError) -> String? {
        guard let text = request.values.text(Settings.cpus) else { return nil }
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ",-^:".contains($0)) })
        else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.cpus)): '\(text.printable)' is not a list of processors",
                hint: "write it like 0-3,^1 or all")
        }
        return text
    }
}
