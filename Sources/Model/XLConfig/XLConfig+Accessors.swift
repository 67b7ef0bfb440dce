/// How a domain is virtualised (`type` of xl.cfg(5)).
package enum XLGuestType: String, Hashable, Codable, Sendable, CaseIterable { case pv, pvh, hvm }

extension XLConfig {
    /// The domain's name, unique on the host.
    package var name: String? {
        get { string(XLKey.name) }
        set { setString(XLKey.name, newValue) }
    }
    /// The domain's UUID; without it xl draws a new one at every start.
    package var uuid: String? {
        get { string(XLKey.uuid) }
        set { setString(XLKey.uuid, newValue) }
    }
    /// Kernel image on the host, for a direct boot.
    package var kernel: String? {
        get { string(XLKey.kernel) }
        set { setString(XLKey.kernel, newValue) }
    }
    /// Initial ramdisk on the host, for a direct boot.
    package var ramdisk: String? {
        get { string(XLKey.ramdisk) }
        set { setString(XLKey.ramdisk, newValue) }
    }
    /// The whole kernel command line; where it is set, xl ignores `root` and `extra`.
    package var cmdline: String? {
        get { string(XLKey.cmdline) }
        set { setString(XLKey.cmdline, newValue) }
    }
    /// What stands behind `root=` on the kernel command line: `/dev/xvda2 ro`.
    package var root: String? {
        get { string(XLKey.root) }
        set { setString(XLKey.root, newValue) }
    }
    /// Appended to the kernel command line.
    package var extra: String? {
        get { string(XLKey.extra) }
        set { setString(XLKey.extra, newValue) }
    }
    /// Program that fetches the kernel out of the guest's disk: `pygrub`.
    package var bootloader: String? {
        get { string(XLKey.bootloader) }
        set { setString(XLKey.bootloader, newValue) }
    }
    /// CPUs that the vcpus may run on: `2-5,^3`.
    package var cpus: String? {
        get { string(XLKey.cpus) }
        set { setString(XLKey.cpus, newValue) }
    }
    /// What xl does after a shutdown from within: `destroy`, `restart`, `preserve`, …
    package var onPoweroff: String? {
        get { string(XLKey.onPoweroff) }
        set { setString(XLKey.onPoweroff, newValue) }
    }
    /// What xl does after a reboot from within.
    package var onReboot: String? {
        get { string(XLKey.onReboot) }
        set { setString(XLKey.onReboot, newValue) }
    }
    /// What xl does after a crash.
    package var onCrash: String? {
        get { string(XLKey.onCrash) }
        set { setString(XLKey.onCrash, newValue) }
    }

    /// Arguments of the boot loader. A single string, which xl still reads, is split at white space as xl does.
    package var bootloaderArguments: [String]? {
        get {
            guard let value = self[XLKey.bootloaderArguments] else { return nil }
            return value.texts ?? value.text?.split { " \t\n".contains($0) }.map(String.init)
        }
        set { store(XLKey.bootloaderArguments, newValue.map(XLValue.strings)) }
    }

    /// The kernel command line that xl puts together from `cmdline`, or else from `root` and `extra`.
    package var commandLine: String? {
        if let cmdline { return cmdline }
        let parts = [root.map { "root=" + $0 }, extra].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The value of a key that is an atom; nil where it is missing or a list.
    package func string(_ key: String) -> String? { self[key]?.text }

    private mutating func setString(_ key: String, _ text: String?) { store(key, text.map(XLValue.string)) }
}
