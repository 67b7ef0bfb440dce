import Glibc
import TestSupport
import Testing

extension TestHost {
    /// A host with a volume group, on which `web1` can be made with ``volumeOptions(_:)``.
    static func withVolumes() throws -> (TestHost, ScratchGroup) {
        let host = try TestHost()
        let group = try ScratchGroup()
        try host.use(group)
        for (name, size) in [("web1-disk", 64), ("web1-swap", 4)] { try group.standIn(for: name, mebibytes: size) }
        return (host, group)
    }

    /// Makes LVM see this group and no other, by lvm.conf.
    func use(_ group: ScratchGroup) throws {
        mkdir(root + "/etc/lvm", 0o755)
        try EndToEndTests.write(root + "/etc/lvm/lvm.conf", text(of: group.configuration + "/lvm.conf"))
        // Made once, and it stays; sticks out of every comparison otherwise.
        mkdir(root + "/var/lib/xen-provision/domains", 0o755)
    }

    /// The options of a small guest on volumes, without its name.
    func volumeOptions(_ group: ScratchGroup) -> [String] {
        options.filter { !$0.hasPrefix("--dir=") && !$0.hasPrefix("--swap=") } + ["--lvm=\(group.name)", "--swap=4M"]
    }

    /// Starts the creation of a small guest on volumes.
    func startCreate(_ guest: String, on group: ScratchGroup, _ more: [String] = [], fault: String? = nil) throws
        -> Child
    {
        environment["XEN_PROVISION_FAULT"] = fault
        defer { environment["XEN_PROVISION_FAULT"] = nil }
        return try start("xen-create-image", ["--hostname=\(guest)"] + volumeOptions(group) + more)
    }
}
