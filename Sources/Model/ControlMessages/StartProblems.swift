/// What a domain configuration asks for that the control layer would not carry out, in a few words each.
struct StartProblems {
    private let config: XLConfig
    private let defaults: StartDefaults

    init(_ config: XLConfig, _ defaults: StartDefaults) {
        self.config = config
        self.defaults = defaults
    }

    var list: [String] { machine + unknownKeys + disks + vifs }

    /// What is carried out.
    private static let known: Set<String> = [
        XLKey.name, XLKey.uuid, XLKey.type, XLKey.builder, XLKey.memory, XLKey.maxmem, XLKey.vcpus, XLKey.maxvcpus,
        XLKey.cpus, XLKey.cpuWeight, "cap", "pool", XLKey.bootloader, XLKey.bootloaderArguments, XLKey.kernel,
        XLKey.ramdisk, XLKey.cmdline, XLKey.root, XLKey.extra, XLKey.disk, XLKey.vif, XLKey.onPoweroff, XLKey.onReboot,
        XLKey.onCrash, "on_watchdog", "on_soft_reset",
    ]

    /// What xl itself makes nothing of in a PV or PVH guest: keys of emulated machines, and leftovers of older tools
    /// (`dhcp` is xen-tools').
    private static let idle: Set<String> = [
        "acpi", "apic", "pae", "hpet", "nx", "hap", "viridian", "boot", "bios", "serial", "stdvga", "sdl", "vnc",
        "vnclisten", "vncdisplay", "vncunused", "vncpasswd", "vncconsole", "spice", "opengl", "nographic", "keymap",
        "usb", "usbdevice", "soundhw", "xen_platform_pci", "device_model_version", "dhcp", "netmask", "gateway",
        "hostname", "ip", "claim_mode", "acpi_firmware", "firmware", "pvh",
    ]

    private var unknownKeys: [String] {
        config.keys.filter { key in
            !Self.known.contains(key) && !Self.idle.contains(key) && !isOff(config[key])
        }.map { "'\($0)'" }
    }

    /// An empty list and 0 ask for nothing.
    private func isOff(_ value: XLValue?) -> Bool {
        switch value {
        case .list(let items): items.isEmpty
        case .string(let text): text.isEmpty || text == "0"
        case nil: true
        }
    }

    private var machine: [String] {
        var found: [String] = []
        do {
            let type = try config.type()
            if type == .hvm { return ["an emulated machine (type 'hvm')"] }
            if defaults.boot == nil, config.kernel == nil || config.bootloader != nil {
                found.append("a kernel that nobody has fetched")
            }
            let memory = try config.memory() ?? ByteSize(mebibytes: 32)
            if let maximum = try config.maxmem(), maximum != memory, type == .pvh || maximum < memory {
                found.append("a maxmem of \(maximum) with \(memory) of memory")
            }
            let vcpus = try config.vcpus() ?? 1
            let maximum = try config.integer(XLKey.maxvcpus) ?? vcpus
            let kind: DomainRequest.Kind = type == .pvh ? .pvh : .pv
            if !(1...kind.mostVcpus).contains(vcpus) || maximum != vcpus {
                found.append("\(vcpus) of \(maximum) vcpus")
            }
            _ = try Placement(config)
            found += try EndPolicy(config).problems
        } catch {
            found.append(error.message)
        }
        return found
    }

    private var disks: [String] {
        let list: [XLDisk]
        do { list = try config.disks() } catch { return [error.message] }
        let harmless: Set<String> = ["discard", "no-discard", "backendtype=phy", "direct-io-safe"]
        return list.compactMap { disk in
            let reason: String? =
                if disk.isCDROM {
                    "a CD drive"
                } else if disk.format != .raw {
                    "format \(disk.format.rawValue)"
                } else if disk.script != nil {
                    "a script of its own"
                } else if disk.target == nil {
                    "no target"
                } else {
                    disk.others.first { !harmless.contains($0) }.map { "'\($0.printable)'" }
                }
            return reason.map { "disk \(disk.vdev.printable) with \($0)" }
        }
    }

    private var vifs: [String] {
        let list: [XLVif]
        do { list = try config.vifs() } catch { return [error.message] }
        return list.enumerated().flatMap { index, vif in
            var found: [String] = []
            if let rate = vif.rate, (try? VifRate(parsing: rate)) == nil { found.append("rate=\(rate.printable)") }
            found += vif.others.filter { !Self.isKnown($0) }.map(\.printable)
            return found.map { "vif \(index) with '\($0)'" }
        }
    }

    private static func isKnown(_ parameter: String) -> Bool {
        if parameter.hasPrefix("mtu=") { return UInt32(parameter.dropFirst(4)).map { (68...65_535) ~= $0 } ?? false }
        return parameter == "type=vif" || parameter.hasPrefix("model=")
    }
}
