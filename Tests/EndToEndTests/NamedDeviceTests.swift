import Glibc
import TestSupport
import Testing

/// `--image-dev`, `--swap-dev` and `--force`, on real block devices.
@Suite(.serialized, .enabled(if: ScratchGroup.lack == nil, "needs root, loop devices"))
struct NamedDeviceTests {
    private let host: TestHost
    private let root: ScratchDevice
    private let swap: ScratchDevice

    init() throws {
        (host, root, swap) = (try TestHost(), try ScratchDevice(mebibytes: 64), try ScratchDevice(mebibytes: 4))
        mkdir(host.root + "/var/lib/xen-provision/domains", 0o755)
    }

    private func create(_ guest: String = "web1", _ more: String...) throws -> Child.Ending {
        let plain = host.options.filter { !$0.hasPrefix("--dir=") && !$0.hasPrefix("--s") }
        let devices = ["--image-dev=\(root.path)", "--swap-dev=\(swap.path)"]
        return try host.start("xen-create-image", ["--hostname=\(guest)"] + plain + devices + more).wait()
    }

    private func content(_ path: String) throws -> String {
        try Tool.end(["blkid", "-p", "-s", "TYPE", "-o", "value", path]).output.filter { $0 != "\n" }
    }

    @Test("hold the guest, stay when it goes, and are refused to the next one unless it says --force")
    func life() throws {
        let first = try create()
        #expect(first.status == 0, "\(first.said)")
        try Tool.run("e2fsck", "-fn", root.path)
        #expect(try Tool.run("debugfs", "-R", "cat /srv/page", root.path) == "a page\n")
        #expect(try content(swap.path) == "swap")

        let stolen = try create("web2", "--force")
        #expect(stolen.status == 73 && stolen.errors.contains("belongs to the guest web1"), "\(stolen.said)")
        let deleted = try host.run("xen-delete-image", "--yes", "web1")
        #expect(deleted.output.contains("Kept: \(root.path), with what is on it"), "\(deleted.said)")
        #expect(try Tool.run("debugfs", "-R", "cat /srv/page", root.path) == "a page\n")

        let before = try HostSnapshot(of: host)
        let refused = try create("web2")
        #expect(
            refused.status == 73 && refused.errors.contains("\(root.path) holds something: ext4"), "\(refused.said)")
        try host.expect(unchangedSince: before, "a device that holds something")
        let forced = try create("web2", "--force")
        #expect(forced.status == 0, "\(forced.said)")
    }

    @Test("that are mounted are refused, even by force")
    func mounted() throws {
        try Tool.run("mke2fs", "-q", "-F", root.path)
        mkdir(host.path + "/small", 0o755)
        try Tool.run("mount", root.path, host.path + "/small")
        defer { _ = try? Tool.end(["umount", host.path + "/small"]) }
        let ending = try create("web1", "--force")
        #expect(ending.status == 75 && ending.errors.contains("\(root.path) is in use"), "\(ending.said)")
    }

    @Test("are cleared of a run that failed, and of nothing that was there before it wrote")
    func undone() throws {
        try Tool.run("mkswap", swap.path)
        // The last record: everything is written by then.
        host.environment["XEN_PROVISION_FAULT"] = "enospc:40"
        let ending = try create("web1", "--force")
        host.environment["XEN_PROVISION_FAULT"] = nil
        #expect(ending.status == 1, "\(ending.said)")
        #expect(try content(root.path).isEmpty && content(swap.path).isEmpty)

        try Tool.run("mke2fs", "-q", "-F", "-L", "home", root.path)
        host.environment["XEN_PROVISION_FAULT"] = "enospc:10"
        #expect(try create("web1", "--force").status == 1)
        host.environment["XEN_PROVISION_FAULT"] = nil
        #expect(try content(root.path) == "ext2")
    }
}
