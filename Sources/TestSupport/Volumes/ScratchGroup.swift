import Glibc
import Model
import Provision

/// A real volume group on loop devices of its own, which real LVM sees and nothing else: an lvm.conf of its own lets
/// no other device through. It is gone with the value.
///
/// Where there is no device-mapper, LVM keeps metadata only (`activation = 0`), and devices of volumes are stand-ins
/// that a test asks for.
package final class ScratchGroup {
    package let name: String
    /// The directory with lvm.conf.
    package let configuration: String
    private let directory: String
    private var loops: [String] = []
    private var links: [String] = []

    /// Why there can be none here; nil where there can.
    package static let lack: String? = {
        guard geteuid() == 0 else { return "not root" }
        guard Shell.has("vgcreate") else { return "lvm2 is not installed" }
        guard access("/dev/loop-control", R_OK | W_OK) == 0 else { return "no loop devices" }
        return nil
    }()

    /// Whether volumes can be activated here; the control device alone says nothing.
    package static let hasDeviceMapper: Bool = {
        do {
            return try Shell.run(["dmsetup", "version"]).contains("Driver version")
        } catch {
            return false
        }
    }()

    /// - Parameter disks: sizes of its physical volumes, in MiB.
    package init(disks: [Int] = [256]) throws {
        var template = Array("/tmp/xen-provision-vg.XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw ProvisionError(.failed, "no temporary directory") }
        directory = String(cString: made)
        configuration = directory + "/lvm"
        name = "xpt" + directory.suffix(6)
        mkdir(configuration, 0o755)
        for (index, size) in disks.enumerated() {
            loops.append(try attach("\(directory)/disk\(index)", mebibytes: size))
        }
        try configure()
        try lvm(["vgcreate", "--quiet", name] + loops)
    }

    deinit {
        for link in links { unlink(link) }
        if !links.isEmpty { rmdir("/dev/\(name)") }
        // As far as it goes: the loop devices and the directory must go in any case.
        _ = try? lvm(["vgremove", "--quiet", "--force", "--force", name])
        for loop in loops { _ = try? Shell.run(["losetup", "--detach", loop]) }
        _ = try? Shell.run(["rm", "-rf", directory])
    }

    /// Runs a command of LVM that sees this group only.
    @discardableResult
    package func lvm(_ words: [String]) throws(ProvisionError) -> String {
        try Shell.run(
            words, environment: ["LVM_SYSTEM_DIR": configuration, "LVM_SUPPRESS_FD_WARNINGS": "1"])
    }

    /// Writes the group's metadata back with a change, for states that no command makes on one host alone.
    package func rewrite(_ old: String, _ new: String) throws(ProvisionError) {
        try lvm(["vgcfgbackup", "--quiet", "--file", directory + "/metadata", name])
        try Shell.run(["sed", "-i", "s/^\\t\(old)/\\t\(new)/", directory + "/metadata"])
        try lvm(["vgcfgrestore", "--quiet", "--file", directory + "/metadata", name])
    }

    /// Takes its last physical volume away, as a disk that broke.
    package func loseDisk() throws(ProvisionError) {
        guard let loop = loops.popLast() else { return }
        try Shell.run(["losetup", "--detach", loop])
    }

    /// Names and tags of its volumes, each with the group's free extents: what a run may change.
    package func state() throws(ProvisionError) -> [String] {
        let rows = try lvm(["vgs", "--noheadings", "--options", "lv_name,lv_tags,vg_free_count", name])
        let lines = rows.split(separator: "\n").map { String($0).trimmed }
        return lines.filter { !$0.isEmpty && !$0.hasPrefix("WARNING") }
    }

    /// Where device-mapper cannot make it, a device of this name that holds somebody's old data.
    package func standIn(for volume: String, mebibytes: Int) throws(ProvisionError) {
        guard !Self.hasDeviceMapper else { return }
        let loop = try attach("\(directory)/\(volume)", mebibytes: mebibytes)
        loops.insert(loop, at: 0)
        try soil(loop)
        mkdir("/dev/\(name)", 0o755)
        let link = "/dev/\(name)/\(volume)"
        guard symlink(loop, link) == 0 else { throw ProvisionError(.failed, "no link \(link)") }
        links.append(link)
    }

    /// Fills a device with what a former tenant might have left.
    package func soil(_ device: String) throws(ProvisionError) {
        try Shell.run(["sh", "-c", "yes 'FORMER TENANT' | dd of=\"$1\" bs=1M conv=fsync || true", "sh", device])
    }

    private func attach(_ file: String, mebibytes: Int) throws(ProvisionError) -> String {
        try Shell.run(["truncate", "--size=\(mebibytes)M", file])
        return try Shell.run(["losetup", "--find", "--show", file]).trimmed
    }

    private func configure() throws {
        let own = loops.map { "\"a|^\($0)$|\"" }.joined(separator: ", ")
        let text = """
            devices {
                use_devicesfile = 0
                hints = "none"
                global_filter = [ \(own), "r|.*|" ]
            }
            global {
                activation = \(Self.hasDeviceMapper ? 1 : 0)
                locking_dir = "\(directory)/lock"
            }
            activation {
                monitoring = 0
            }
            backup {
                backup = 0
                archive = 0
            }

            """
        guard let file = fopen(configuration + "/lvm.conf", "w") else { throw ProvisionError(.failed, "no lvm.conf") }
        fputs(text, file)
        fclose(file)
    }
}
