/// The settings table. xen-tools' names stay; what is new has a name in the same style.
package enum Settings {
    package static let hostname = Setting(
        "hostname", .text, .guest, placeholder: "name",
        "Name of the guest, short or fully qualified; it names the domain, its files and its configuration.")
    package static let memory = Setting(
        "memory", .text, .guest, placeholder: "size", fallback: "512M", "Memory of the guest, such as 512M or 4G.")
    package static let maxmem = Setting(
        "maxmem", .text, .guest, placeholder: "size", "Memory that it may be ballooned up to.")
    package static let vcpus = Setting(
        "vcpus", .text, .guest, placeholder: "n", fallback: "1", "Number of virtual processors.")
    package static let cpus = Setting(
        "cpus", .text, .guest, placeholder: "list", "Host processors that it may run on, such as 2-3.")
    package static let cpuWeight = Setting(
        "cpu-weight", .text, .guest, placeholder: "n", "Weight in the scheduler, 1 to 65535; 256 is usual.")

    package static let type = Setting(
        "type", .choice(["pv", "pvh", "hvm"]), .boot, placeholder: "type", fallback: "pv", "Kind of domain.")
    package static let bootBy = Setting(
        "boot-by", .choice(["guest-kernel", "copied-kernel", "dom0-kernel", "grub"]), .boot, placeholder: "way",
        fallback: "guest-kernel",
        "What starts it: the kernel in its own disk at every start (guest-kernel), a copy of it beside the images"
            + " (copied-kernel), a kernel of dom0 (dom0-kernel), or GRUB for Xen (grub).")
    package static let bootloader = Setting(
        "bootloader", .text, .boot, placeholder: "program", fallback: "xen-extract-kernel",
        "Program that fetches the kernel out of the guest's disk for --boot-by=guest-kernel.")
    package static let pygrub = Setting(
        "pygrub", .flag, .boot, "As xen-tools: the same as --boot-by=guest-kernel --bootloader=pygrub.")
    package static let kernel = Setting(
        "kernel", .text, .boot, placeholder: "file", "Kernel of dom0 to start it with; implies --boot-by=dom0-kernel.")
    package static let initrd = Setting(
        "initrd", .text, .boot, placeholder: "file", aliases: ["ramdisk"], "Initial RAM disk that goes with --kernel.")
    package static let kernelArguments = Setting(
        "kernel-arguments", .text, .boot, placeholder: "text", "Added to the guest's kernel command line.")
    package static let set = Setting(
        "set", .list, .boot, placeholder: "key=value", "Any further key of the domain configuration (xl.cfg(5)).")
    package static let output = Setting(
        "output", .text, .boot, placeholder: "directory", "Where the domain configuration goes.")
    package static let `extension` = Setting(
        "extension", .text, .boot, placeholder: "suffix", fallback: ".cfg", "Suffix of the domain configuration.")

    /// The name `boot` is its group's.
    package static let startNow = Setting(
        "boot", .flag, .boot, "Start the guest once it is made; without Xen nothing is made at all.")
    package static let autostart = Setting(
        "autostart", .flag, .boot, "Have xendomains start it with the host, by a link in /etc/xen/auto.")
    package static let toolstack = Setting(
        "toolstack", .choice(["own", "xl"]), .boot, placeholder: "name", fallback: "own",
        "What --boot starts it by: the embedded control layer (own), or xl.")

    /// Every row, in the order of the help text.
    package static let all: [Setting] =
        guest + storage + network + installation + access + system + boot + run

    package static let guest = [hostname, dist, arch, memory, maxmem, vcpus, cpus, cpuWeight]
    package static let boot = [
        type, bootBy, bootloader, pygrub, kernel, initrd, kernelArguments, set, output, `extension`, startNow,
        autostart,
        toolstack,
    ]

    /// The row of an option or key by any of its names; `_` and `-` are the same.
    package static func named(_ name: String) -> Setting? { index[name.replacingUnderscores] }

    private static let index: [String: Setting] = Dictionary(
        uniqueKeysWithValues: all.flatMap { setting in ([setting.name] + setting.aliases).map { ($0, setting) } })
}

extension String {
    /// xen-tools spells keys with either; ours have hyphens.
    package var replacingUnderscores: String { String(map { $0 == "_" ? "-" : $0 }) }
}
