extension XLConfig {
    /// The number of virtual CPUs at boot; nil leaves it to xl (1).
    package func vcpus() throws(ProvisionError) -> Int? { try integer(XLKey.vcpus) }
    package mutating func setVCPUs(_ count: Int?) { setInteger(XLKey.vcpus, count) }

    /// The scheduler's weight, 1 to 65535; nil leaves it to Xen (256).
    package func cpuWeight() throws(ProvisionError) -> Int? { try integer(XLKey.cpuWeight) }
    package mutating func setCPUWeight(_ weight: Int?) { setInteger(XLKey.cpuWeight, weight) }

    /// Memory at boot, in a file a number of MiB.
    package func memory() throws(ProvisionError) -> ByteSize? { try mebibytes(XLKey.memory) }
    package mutating func setMemory(_ size: ByteSize?) { setMebibytes(XLKey.memory, size) }

    /// Memory that the guest may balloon up to, in a file a number of MiB.
    package func maxmem() throws(ProvisionError) -> ByteSize? { try mebibytes(XLKey.maxmem) }
    package mutating func setMaxmem(_ size: ByteSize?) { setMebibytes(XLKey.maxmem, size) }

    /// How the domain is virtualised: `type`, or else the older `builder`; PV where neither is set.
    ///
    /// - Throws: `.badInput` for a value that xl refuses.
    package func type() throws(ProvisionError) -> XLGuestType {
        if let text = self[XLKey.type]?.text {
            guard let type = XLGuestType(rawValue: text) else { throw refusal(XLKey.type, "pv, pvh or hvm") }
            return type
        }
        switch self[XLKey.builder]?.text {
        case nil, "generic": return .pv
        case "hvm": return .hvm
        default: throw refusal(XLKey.builder, "hvm or generic")
        }
    }

    package mutating func setType(_ type: XLGuestType) {
        store(XLKey.builder, nil)
        store(XLKey.type, .string(type.rawValue))
    }

    /// The number that xl would read from a key; nil where the key is missing.
    ///
    /// - Throws: `.badInput` where xl would find no number.
    package func integer(_ key: String) throws(ProvisionError) -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = value.integer else { throw refusal(key, "a number") }
        return number
    }

    private func mebibytes(_ key: String) throws(ProvisionError) -> ByteSize? {
        guard let number = try integer(key) else { return nil }
        guard number >= 0, number < 1 << 40 else { throw refusal(key, "a number of MiB") }
        return ByteSize(mebibytes: UInt64(number))
    }

    private mutating func setInteger(_ key: String, _ number: Int?) { store(key, number.map(XLValue.integer)) }

    private mutating func setMebibytes(_ key: String, _ size: ByteSize?) {
        store(key, size.map { .string(String($0.mebibytes)) })
    }

    private func refusal(_ key: String, _ wanted: String) -> ProvisionError {
        let value = self[key]?.text.map { "'\($0.printable)'" } ?? "a list"
        return ProvisionError(.badInput, "\(key) is \(value) in the domain configuration", hint: "it must be \(wanted)")
    }
}
