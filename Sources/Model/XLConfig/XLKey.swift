/// The keys of a domain configuration that this program writes itself.
package enum XLKey {
    package static let name = "name"
    package static let uuid = "uuid"
    package static let type = "type"
    /// What `type` was called before Xen 4.10: `hvm` or `generic`.
    package static let builder = "builder"
    package static let memory = "memory"
    package static let maxmem = "maxmem"
    package static let vcpus = "vcpus"
    package static let maxvcpus = "maxvcpus"
    package static let cpus = "cpus"
    package static let cpuWeight = "cpu_weight"
    package static let bootloader = "bootloader"
    package static let bootloaderArguments = "bootloader_args"
    package static let kernel = "kernel"
    package static let ramdisk = "ramdisk"
    package static let cmdline = "cmdline"
    package static let root = "root"
    package static let extra = "extra"
    package static let disk = "disk"
    package static let vif = "vif"
    package static let onPoweroff = "on_poweroff"
    package static let onReboot = "on_reboot"
    package static let onCrash = "on_crash"

    /// The order of a written file.
    static let order = [
        name, uuid, type, builder, memory, maxmem, vcpus, maxvcpus, cpus, cpuWeight, bootloader, bootloaderArguments,
        kernel, ramdisk, cmdline, root, extra, disk, vif, onPoweroff, onReboot, onCrash,
    ]

    /// The rule for IDENT in libxlu_cfg_l.l: `[a-z][._0-9a-z]*`.
    package static func isValid(_ key: String) -> Bool {
        let bytes = key.utf8
        guard let first = bytes.first, isLetter(first) else { return false }
        return bytes.allSatisfy(isPart)
    }

    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    static func isPart(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
