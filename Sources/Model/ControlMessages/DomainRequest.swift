/// A domain to start, with nothing left to decide: the control layer asks no configuration file.
package struct DomainRequest: Hashable, Codable, Sendable {
    /// How it is virtualised; the control layer knows no emulated machines.
    package enum Kind: String, Hashable, Codable, Sendable {
        case pv, pvh

        /// `MAX_VIRT_CPUS` of Xen's asm-x86/config.h, and `HVM_MAX_VCPUS` of its public/hvm/hvm_info_table.h.
        package var mostVcpus: Int { self == .pv ? 8192 : 128 }
    }

    package var name: String
    package var uuid: UUIDValue
    package var kind: Kind
    /// Whole MiB.
    package var memory: ByteSize
    /// What a PV guest may be grown to; nil is its memory.
    package var maximumMemory: ByteSize?
    package var vcpus: UInt32
    package var placement = Placement()
    /// Files on the host.
    package var kernel: String
    package var ramdisk: String?
    package var commandLine: String?
    package var disks: [DiskRequest]
    package var vifs: [VifRequest]
    /// What becomes of it when it ends. We ourselves ask the configuration; this is for xl, which looks after a domain
    /// that it has restored.
    package var endings = EndPolicy()
    /// How xl would fetch the kernel anew; nil where the files above are the configuration's own.
    package var bootLoader: BootLoader?
    /// Leave it paused at its first instruction.
    package var startsPaused: Bool
    /// Proves whose start it is until the domain is released; nil leaves no mark.
    package var mark: String?

    /// The most memory it can have.
    package var memoryLimit: ByteSize { maximumMemory ?? memory }

    package init(
        name: String, uuid: UUIDValue, kind: Kind, memory: ByteSize, vcpus: UInt32, kernel: String, ramdisk: String?,
        commandLine: String?, disks: [DiskRequest], vifs: [VifRequest], startsPaused: Bool = false
    ) {
        self.name = name
        self.uuid = uuid
        self.kind = kind
        self.memory = memory
        self.vcpus = vcpus
        self.kernel = kernel
        self.ramdisk = ramdisk
        self.commandLine = commandLine
        self.disks = disks
        self.vifs = vifs
        self.startsPaused = startsPaused
    }
}

/// What a configuration says of its boot loader (xl.cfg(5)).
package struct BootLoader: Hashable, Codable, Sendable {
    package var program: String
    package var arguments: [String]
    /// Paths inside the guest, where they are named.
    package var kernel: String?
    package var ramdisk: String?
    package var commandLine: String?

    package init(
        program: String, arguments: [String] = [], kernel: String? = nil, ramdisk: String? = nil,
        commandLine: String? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.kernel = kernel
        self.ramdisk = ramdisk
        self.commandLine = commandLine
    }
}

/// A disk of a domain: a block device or a raw file of the host.
package struct DiskRequest: Hashable, Codable, Sendable {
    /// Absolute path.
    package var target: String
    /// Name in the guest, such as `xvda2`.
    package var vdev: String
    package var isWritable: Bool
    /// Whether the guest may give blocks back (hole punching in a file).
    package var allowsDiscard: Bool

    package init(target: String, vdev: String, isWritable: Bool, allowsDiscard: Bool = true) {
        self.target = target
        self.vdev = vdev
        self.isWritable = isWritable
        self.allowsDiscard = allowsDiscard
    }
}

/// A network interface of a domain, in Xen's order: the first is 0.
package struct VifRequest: Hashable, Codable, Sendable {
    package var mac: MACAddress
    package var bridge: String?
    /// Addresses apart by spaces for the script's filters.
    package var ip: String?
    /// Name on the host; nil leaves `vif<domid>.<index>`.
    package var hostName: String?
    /// Absolute path of a hotplug script; nil puts the interface into the bridge without one.
    package var script: String?
    package var rate: VifRate?
    package var mtu: UInt32

    package init(
        mac: MACAddress, bridge: String?, ip: String? = nil, hostName: String? = nil,
        script: String? = "/etc/xen/scripts/vif-bridge", rate: VifRate? = nil, mtu: UInt32 = 1500
    ) {
        self.mac = mac
        self.bridge = bridge
        self.ip = ip
        self.hostName = hostName
        self.script = script
        self.rate = rate
        self.mtu = mtu
    }
}
