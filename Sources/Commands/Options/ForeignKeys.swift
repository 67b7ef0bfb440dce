import Provision

/// Keys of xen-tools' configuration that are no settings here (xen-tools 4.10, xen-create-image(8) and the shipped
/// xen-tools.conf).
enum ForeignKeys {
    /// Keys without which nothing is lost: they get no warning, or a file that served xen-tools for years would make
    /// every run talkative.
    static let silent: Set<String> = [
        // The bootstrapper has a cache and commands of its own; the toolstack is xl.
        "cache", "cachedir", "copy-cmd", "debootstrap-cmd", "tar-cmd", "xm",
        // Always so, or no longer there to be had.
        "evms", "hooks", "install", "modules", "serial-device", "template", "use-pygrub",
    ]

    /// Keys whose effect is had another way: said once, with the way.
    static let replaced: [String: String] = [
        "accounts": "make accounts with user", "admins": "make accounts with user",
        "finalrole": "name it last in role", "ide": "write disk-device = hda", "ipfile": "give addresses with ip",
        "nohosts": "write hosts = 0", "partitionsdir": "name layouts with their paths in partitions",
        "passwd": "use password-file", "scsi": "write disk-device = sda",
        "zpool": "name a directory for image files with dir",
    ]

    /// Beginnings of keys that xen-tools makes for every distribution or file system.
    static let silentPrefixes = ["mirror-", "keyring-", "make-fs-", "mount-fs-"]

    /// Ends of such keys: `ext4_options`.
    static let silentSuffixes = ["-options"]

    /// What to tell about a key that is no setting; nil for nothing.
    static func advice(on key: String) -> String? {
        let name = key.replacingUnderscores
        if let way = replaced[name] { return "means nothing here: \(way)" }
        let isSilent =
            silent.contains(name) || silentPrefixes.contains(where: name.hasPrefix)
            || silentSuffixes.contains(where: name.hasSuffix)
        return isSilent ? nil : "is no setting; it is passed over"
    }
}
