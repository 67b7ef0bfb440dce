import Model

/// The keys of a domain configuration that options of their own write; `--set` is for all others.
enum WrittenKeys {
    /// What to do instead of setting a key; nil where `--set` may.
    static func remedy(_ key: String) -> String? { remedies[key] }

    private static let remedies: [String: String] = [
        XLKey.name: use(Settings.hostname),
        XLKey.uuid: "leave it out: the UUID follows from the guest's name",
        XLKey.type: use(Settings.type), XLKey.builder: use(Settings.type),
        XLKey.memory: use(Settings.memory), XLKey.maxmem: use(Settings.maxmem),
        XLKey.vcpus: use(Settings.vcpus), XLKey.cpus: use(Settings.cpus), XLKey.cpuWeight: use(Settings.cpuWeight),
        XLKey.bootloader: use(Settings.bootloader),
        XLKey.kernel: use(Settings.kernel), XLKey.ramdisk: use(Settings.initrd),
        XLKey.cmdline: use(Settings.kernelArguments), XLKey.root: use(Settings.kernelArguments),
        XLKey.extra: use(Settings.kernelArguments),
        XLKey.disk: use(Settings.disk), XLKey.vif: use(Settings.vif),
    ]

    private static func use(_ setting: Setting) -> String { "use --\(setting.name)" }
}
