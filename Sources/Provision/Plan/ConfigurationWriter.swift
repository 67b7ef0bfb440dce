import Model

/// Composes the domain configuration of a guest.
package struct ConfigurationWriter {
    private let spec: GuestSpec
    /// What the guest's kernel is told where dom0 hands it over.
    private let rootArguments: String

    package init(spec: GuestSpec) {
        self.spec = spec
        let root = spec.storage.root.map { "root=UUID=\($0.uuid) ro console=hvc0" } ?? ""
        rootArguments = spec.boot.kernelArguments.map { "\(root) \($0)" } ?? root
    }

    /// - Throws: `.usage` when a `--set` value cannot be read.
    package func configuration() throws(ProvisionError) -> XLConfig {
        var config = XLConfig()
        config.name = spec.name.text
        config.uuid = spec.uuid.description
        config.setType(XLGuestType(rawValue: spec.boot.type.rawValue) ?? .pv)
        config.setMemory(spec.hardware.memory)
        config.setMaxmem(spec.hardware.maximumMemory)
        config.setVCPUs(spec.hardware.vcpus)
        config.cpus = spec.hardware.cpus
        config.setCPUWeight(spec.hardware.cpuWeight)
        addBoot(to: &config)
        try config.setDisks(disks())
        try config.setVifs(vifs())
        config.onPoweroff = "destroy"
        config.onReboot = "restart"
        config.onCrash = "restart"
        for text in spec.boot.extraKeys { config = try config.merging(fragment: fragment(text)) }
        return config
    }

    private func addBoot(to config: inout XLConfig) {
        switch spec.boot.way {
        case .guestKernel(let program):
            if spec.boot.type != .hvm { config.bootloader = program }
        case .copiedKernel:
            config.kernel = spec.copiedKernelPath
            config.ramdisk = spec.copiedInitrdPath
            config.extra = rootArguments
        case .dom0Kernel(let kernel, let initrd):
            config.kernel = kernel
            config.ramdisk = initrd
            config.extra = rootArguments
        case .grub(let image): config.kernel = image
        }
    }

    /// The root first, for boot loaders look at the first disk.
    private func disks() -> [XLDisk] {
        let volumes = spec.storage.volumes
        let ordered = volumes.filter(\.isRoot) + volumes.filter { !$0.isRoot }
        return ordered.map { volume in
            XLDisk(
                target: spec.storage.path(of: volume, for: spec.name), format: .raw,
                vdev: spec.storage.wholeDevice(volume), access: .readWrite)
        }
    }

    private func vifs() throws(ProvisionError) -> [XLVif] {
        try spec.network.vifs.map { (vif) throws(ProvisionError) in try XLVif(vif) }
    }

    private func fragment(_ text: String) throws(ProvisionError) -> XLConfig {
        let value = String(text.drop { $0 != "=" }.dropFirst()).trimmed
        let key = String(text.prefix { $0 != "=" }).trimmed
        do throws(ProvisionError) {
            // Quoted strings and lists are read as a file's would be; everything else is a text as it stands.
            if let first = value.first, "'\"[".contains(first) {
                return try XLConfig(parsing: "\(key) = \(value)\n", file: "--set")
            }
            var config = XLConfig()
            try config.set(key, .string(value))
            return config
        } catch {
            throw ProvisionError(.usage, "--set \(text.printable): \(error.message)", hint: error.hint)
        }
    }
}

extension GuestSpec {
    package var copiedKernelPath: String { storage.imageDirectory(of: name) + "/vmlinuz" }
    package var copiedInitrdPath: String { storage.imageDirectory(of: name) + "/initrd.img" }
}

extension StorageSpec {
    /// The vbd that holds a volume: `xvda` for the partition `xvda1` of a whole disk.
    package func wholeDevice(_ volume: VolumeSpec) -> String {
        layout == .disk && volume.isRoot ? String(volume.device.dropLast()) : volume.device
    }
}
