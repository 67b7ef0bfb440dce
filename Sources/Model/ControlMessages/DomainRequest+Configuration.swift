/// What a configuration leaves open, and who decides it.
package struct StartDefaults: Sendable {
    /// For a configuration without `uuid`.
    package var uuid: UUIDValue
    /// For the vif at this index without `mac`.
    package var mac: @Sendable (Int) -> MACAddress
    /// Kernel and ramdisk that were fetched out of the guest; nil for a direct boot.
    package var kernel: String?
    package var ramdisk: String?

    package init(
        uuid: UUIDValue, kernel: String? = nil, ramdisk: String? = nil, mac: @escaping @Sendable (Int) -> MACAddress
    ) {
        self.uuid = uuid
        self.kernel = kernel
        self.ramdisk = ramdisk
        self.mac = mac
    }
}

extension DomainRequest {
    /// The request that a domain configuration stands for, with xl's own defaults (xl.cfg(5)).
    ///
    /// - Throws: `.badInput` for what the control layer cannot do: nothing is left out in silence.
    package init(_ config: XLConfig, defaults: StartDefaults) throws(ProvisionError) {
        guard let name = config.name, !name.isEmpty else {
            throw ProvisionError(.badInput, "the domain configuration has no name", hint: "add name = '…'")
        }
        do {
            try self.init(config, name: name, defaults: defaults)
        } catch {
            throw error.during("starting \(name.printable)")
        }
    }

    private init(_ config: XLConfig, name: String, defaults: StartDefaults) throws(ProvisionError) {
        try Self.refuseUnknown(config)
        let memory = try Self.memory(config)
        var vifs: [VifRequest] = []
        for (index, vif) in try config.vifs().enumerated() {
            vifs.append(try VifRequest(vif, mac: vif.mac ?? defaults.mac(index)))
        }
        var disks: [DiskRequest] = []
        for disk in try config.disks() { disks.append(try DiskRequest(disk)) }
        let uuid = try config.uuid.map { text throws(ProvisionError) in try UUIDValue(parsing: text) } ?? defaults.uuid
        self.init(
            name: name, uuid: uuid, kind: try Self.kind(config), memory: memory, vcpus: try Self.vcpus(config),
            kernel: try Self.kernel(config, defaults),
            ramdisk: defaults.kernel == nil ? config.ramdisk : defaults.ramdisk,
            commandLine: config.commandLine, disks: disks, vifs: vifs)
    }

    private static func kind(_ config: XLConfig) throws(ProvisionError) -> Kind {
        switch try config.type() {
        case .pv: return .pv
        case .pvh: return .pvh
        case .hvm:
            throw ProvisionError(
                .badInput, "type 'hvm' needs an emulated machine", hint: "use type = 'pvh', or start it with xl")
        }
    }

    private static func kernel(_ config: XLConfig, _ defaults: StartDefaults) throws(ProvisionError) -> String {
        if let kernel = defaults.kernel { return kernel }
        if let kernel = config.kernel, config.bootloader == nil { return kernel }
        throw ProvisionError(
            .badInput, "the kernel lies in the guest, and no direct boot is configured",
            hint: "set kernel = and ramdisk = to files of the host, or start it with xl")
    }

    private static func memory(_ config: XLConfig) throws(ProvisionError) -> ByteSize {
        let memory = try config.memory() ?? ByteSize(mebibytes: 32)
        guard let maximum = try config.maxmem(), maximum != memory else { return memory }
        throw ProvisionError(
            .badInput, "maxmem is not memory: growing at run time is not supported", hint: "leave maxmem out")
    }

    private static func vcpus(_ config: XLConfig) throws(ProvisionError) -> UInt32 {
        let vcpus = try config.vcpus() ?? 1
        let maximum = try config.integer(XLKey.maxvcpus) ?? vcpus
        guard vcpus > 0, vcpus <= 128, maximum == vcpus else {
            throw ProvisionError(
                .badInput, "\(vcpus) of at most \(maximum) vcpus cannot be given",
                hint: "1 to 128 work; leave maxvcpus out")
        }
        return UInt32(vcpus)
    }

    /// Keys that change what runs, and that nobody here would carry out.
    private static func refuseUnknown(_ config: XLConfig) throws(ProvisionError) {
        for key in ["pci", "usbdev", "vfb", "vtpm", "vtsnd", "p9", "device_tree", "driver_domain", "cpuid", "pool"]
        where config[key] != nil {
            throw ProvisionError(
                .badInput, "'\(key)' is not supported by the control layer", hint: "start this guest with xl")
        }
    }
}

extension DiskRequest {
    /// - Throws: `.badInput` for anything but a raw file or a block device under blkback.
    package init(_ disk: XLDisk) throws(ProvisionError) {
        let refusal: String? =
            switch disk {
            case _ where disk.isCDROM: "a CD drive needs an emulated machine"
            case _ where disk.format != .raw: "format '\(disk.format.rawValue)' needs a backend in user space"
            case _ where disk.script != nil: "its script is not run by the control layer"
            default: nil
            }
        guard refusal == nil, let target = disk.target else {
            throw ProvisionError(
                .badInput, "disk \(disk.vdev.printable): \(refusal ?? "it has no target")",
                hint: "use a raw file or a block device, or start this guest with xl")
        }
        let known: Set<String> = ["discard", "no-discard", "backendtype=phy", "direct-io-safe"]
        if let stray = disk.others.first(where: { !known.contains($0) }) {
            throw ProvisionError(
                .badInput, "disk \(disk.vdev.printable): '\(stray.printable)' is not supported by the control layer")
        }
        self.init(
            target: target, vdev: disk.vdev, isWritable: disk.access == .readWrite,
            allowsDiscard: !disk.others.contains("no-discard"))
    }
}

extension VifRequest {
    /// - Throws: `.badInput` for parameters that would change what the guest gets.
    package init(_ vif: XLVif, mac: MACAddress) throws(ProvisionError) {
        self.init(mac: mac, bridge: vif.bridge ?? "xenbr0")
        ip = vif.addresses.isEmpty ? nil : vif.addresses.joined(separator: " ")
        hostName = vif.vifname
        if let name = vif.script { script = name.hasPrefix("/") ? name : "/etc/xen/scripts/" + name }
        guard vif.rate == nil else {
            throw ProvisionError(.badInput, "vif \(mac): a rate is not supported by the control layer")
        }
        for other in vif.others where other != "type=vif" {
            guard other.hasPrefix("mtu="), let number = UInt32(other.dropFirst(4)), (68...65_535).contains(number)
            else {
                throw ProvisionError(
                    .badInput, "vif \(mac): '\(other.printable)' is not supported by the control layer")
            }
            mtu = number
        }
    }
}
