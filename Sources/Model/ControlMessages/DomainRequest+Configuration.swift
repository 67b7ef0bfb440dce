/// What a configuration leaves open, and who decides it.
package struct StartDefaults: Sendable {
    /// For a configuration without `uuid`.
    package var uuid: UUIDValue
    /// For the vif at this index without `mac`.
    package var mac: @Sendable (Int) -> MACAddress
    /// For a vif without `bridge`.
    package var bridge: String
    /// For a vif without `script`: a name below /etc/xen/scripts, or a path.
    package var script: String
    /// What was fetched out of the guest; nil for a direct boot.
    package var boot: FetchedKernel?

    package init(
        uuid: UUIDValue, bridge: String = "xenbr0", script: String = "vif-bridge", boot: FetchedKernel? = nil,
        mac: @escaping @Sendable (Int) -> MACAddress
    ) {
        self.uuid = uuid
        self.bridge = bridge
        self.script = script
        self.boot = boot
        self.mac = mac
    }
}

/// Kernel, ramdisk and arguments that a boot loader has taken out of a guest's disk.
package struct FetchedKernel: Hashable, Sendable {
    package var kernel: String
    package var ramdisk: String?
    package var arguments: String?

    package init(kernel: String, ramdisk: String? = nil, arguments: String? = nil) {
        self.kernel = kernel
        self.ramdisk = ramdisk
        self.arguments = arguments
    }
}

extension DomainRequest {
    /// The request that a domain configuration stands for, with xl's own defaults (xl.cfg(5)).
    ///
    /// - Throws: `.badInput` with a line for everything that the control layer cannot do: nothing is left out in
    ///   silence.
    package init(_ config: XLConfig, defaults: StartDefaults) throws(ProvisionError) {
        guard let name = config.name, !name.isEmpty else {
            throw ProvisionError(.badInput, "the domain configuration has no name", hint: "add name = '…'")
        }
        let problems = StartProblems(config, defaults).list
        guard problems.isEmpty else {
            throw ProvisionError(
                .badInput,
                "\(name.printable) asks for what the control layer does not do: \(problems.joined(separator: "; "))",
                hint: "change the configuration, or let xl start it: --toolstack=xl")
        }
        do {
            try self.init(config, name: name, defaults: defaults)
        } catch {
            throw error.during("starting \(name.printable)")
        }
    }

    private init(_ config: XLConfig, name: String, defaults: StartDefaults) throws(ProvisionError) {
        var vifs: [VifRequest] = []
        for (index, vif) in try config.vifs().enumerated() {
            vifs.append(try VifRequest(vif, mac: vif.mac ?? defaults.mac(index), defaults))
        }
        var disks: [DiskRequest] = []
        for disk in try config.disks() { disks.append(try DiskRequest(disk)) }
        let uuid = try config.uuid.map { text throws(ProvisionError) in try UUIDValue(parsing: text) } ?? defaults.uuid
        let boot = if let fetched = defaults.boot { fetched } else { try Self.directBoot(config) }
        self.init(
            name: name, uuid: uuid, kind: try config.type() == .pvh ? .pvh : .pv,
            memory: try config.memory() ?? ByteSize(mebibytes: 32), vcpus: UInt32(try config.vcpus() ?? 1),
            kernel: boot.kernel, ramdisk: boot.ramdisk, commandLine: boot.arguments, disks: disks, vifs: vifs)
        if let maximum = try config.maxmem(), maximum != memory { maximumMemory = maximum }
        placement = try Placement(config)
        endings = try EndPolicy(config)
        bootLoader = config.bootloader.map { program in
            BootLoader(
                program: program, arguments: config.bootloaderArguments ?? [], kernel: config.kernel,
                ramdisk: config.ramdisk, commandLine: config.commandLine)
        }
    }

    private static func directBoot(_ config: XLConfig) throws(ProvisionError) -> FetchedKernel {
        guard let kernel = config.kernel, config.bootloader == nil else {
            throw ProvisionError(
                .badInput, "its kernel lies in its disk, and was not fetched", hint: "set kernel = and ramdisk =")
        }
        return FetchedKernel(kernel: kernel, ramdisk: config.ramdisk, arguments: config.commandLine)
    }
}

extension Placement {
    /// - Throws: `.badInput` for values that make no sense.
    package init(_ config: XLConfig) throws(ProvisionError) {
        self.init()
        cpus = try Self.cpus(config[XLKey.cpus])
        weight = try Self.number(config, XLKey.cpuWeight, 1...65_535)
        cap = try Self.number(config, "cap", 0...65_535)
        pool = config.string("pool")
    }

    private static func cpus(_ value: XLValue?) throws(ProvisionError) -> CPUs? {
        guard let value else { return nil }
        guard let texts = value.texts else { return try cpuSet(value.text ?? "").map { .all($0) } }
        var sets: [[UInt32]] = []
        for text in texts {
            guard let set = try cpuSet(text) else {
                // Each is for one vcpu: the place of a free one must not be lost.
                throw ProvisionError(.badInput, "cpus has 'all' in a list of CPUs", hint: "name the CPUs")
            }
            sets.append(set)
        }
        return sets.isEmpty ? nil : .each(sets)
    }

    private static func number(
        _ config: XLConfig, _ key: String, _ range: ClosedRange<Int>
    ) throws(ProvisionError) -> UInt16? {
        guard let number = try config.integer(key) else { return nil }
        guard range.contains(number) else {
            throw ProvisionError(.badInput, "\(key) is \(number)", hint: "\(range.lowerBound) to \(range.upperBound)")
        }
        return UInt16(number)
    }
}

extension DiskRequest {
    /// A disk that `StartProblems` has nothing against.
    init(_ disk: XLDisk) throws(ProvisionError) {
        guard let target = disk.target else {
            throw ProvisionError(.badInput, "disk \(disk.vdev.printable) has no target", hint: "name one")
        }
        self.init(
            target: target, vdev: disk.vdev, isWritable: disk.access == .readWrite,
            allowsDiscard: !disk.others.contains("no-discard"))
    }
}

extension VifRequest {
    /// What `script` says where no script is to be run.
    private static let direct = "direct"

    /// A vif that `StartProblems` has nothing against.
    init(_ vif: XLVif, mac: MACAddress, _ defaults: StartDefaults) throws(ProvisionError) {
        self.init(mac: mac, bridge: vif.bridge ?? defaults.bridge)
        ip = vif.addresses.isEmpty ? nil : vif.addresses.joined(separator: " ")
        hostName = vif.vifname
        let name = vif.script ?? defaults.script
        script = name == Self.direct ? nil : name.hasPrefix("/") ? name : "/etc/xen/scripts/" + name
        rate = try vif.rate.map { text throws(ProvisionError) in try VifRate(parsing: text) }
        for other in vif.others where other.hasPrefix("mtu=") { mtu = UInt32(other.dropFirst(4)) ?? mtu }
    }
}
