import Glibc
import TestSupport
import Testing

/// Guests on logical volumes and named devices, with the real helper and the real LVM.
@Suite(.serialized, .enabled(if: ScratchGroup.lack == nil, "needs root, lvm2, loop devices"))
struct VolumeTests {
    /// What ``ScratchGroup/soil(_:)`` leaves.
    private func holdsOldData(_ device: String) throws -> Bool {
        try Tool.end(["grep", "-q", "-a", "FORMER TENANT", device]).status == 0
    }

    @Test("a guest's volumes hold its root and nothing of a former tenant, and delete gives every extent back")
    func life() throws {
        let (host, group) = try TestHost.withVolumes()
        let before = try group.state()
        let disk = "/dev/\(group.name)/web1-disk"
        if !ScratchGroup.hasDeviceMapper { #expect(try holdsOldData(disk)) }
        let ending = try host.startCreate("web1", on: group).wait()
        #expect(ending.status == 0, "\(ending.said)")
        #expect(ending.output.contains("Disks           :  /dev/\(group.name)/web1-swap \(disk)"), "\(ending.output)")
        let state = try group.state()
        #expect(state.filter { $0.contains("provision.") }.count == 2, "\(state)")
        try Tool.run("e2fsck", "-fn", disk)
        #expect(try Tool.run("debugfs", "-R", "cat /srv/page", disk) == "a page\n")
        #expect(try !holdsOldData(disk) && !holdsOldData("/dev/\(group.name)/web1-swap"))
        #expect(text(of: host.configurations + "/web1.cfg").contains("target=\(disk)"))

        let deleted = try host.run("xen-delete-image", "--yes", "web1")
        #expect(deleted.status == 0 && deleted.output.contains("Deleted: \(disk)"), "\(deleted.said)")
        #expect(try group.state() == before)
        #expect(names(in: host.records).isEmpty && names(in: host.configurations).isEmpty)
    }

    @Test("a failure in the middle takes the volumes back")
    func failure() throws {
        let (host, group) = try TestHost.withVolumes()
        let (before, extents) = (try HostSnapshot(of: host), try group.state())
        try host.writeRole("broken", "exit 3")
        let roles = try HostSnapshot(of: host)
        let ending = try host.startCreate("web1", on: group, ["--role=broken"]).wait()
        #expect(ending.status == 1, "\(ending.said)")
        #expect(try group.state() == extents)
        try host.expect(unchangedSince: roles, "a role failed")
        #expect(roles != before)
    }

    @Test("what cannot be made is refused in one sentence before anything is touched")
    func refusals() throws {
        let (host, group) = try TestHost.withVolumes()
        try group.lvm(["lvcreate", "--quiet", "--yes", "--name", "web2-disk", "--size", "4M", group.name])
        let (before, extents) = (try HostSnapshot(of: host), try group.state())
        let cases: [(String, [String], Int32, String)] = [
            ("web1", ["--lvm=no-such-group"], 69, "LVM sees no volume group no-such-group"),
            ("web1", ["--size=2G"], 1, "the volume group \(group.name) has"),
            ("web1", ["--lvm=a b"], 64, "'a b' is not a name that LVM takes"),
            ("web1", ["--lvm-thin=pool"], 69, "has no thin pool pool"),
            ("web1", ["--layout=disk"], 64, "a whole disk can only be an image file"),
            ("web2", [], 73, "there is a volume \(group.name)/web2-disk already"),
            ("web2", ["--force"], 73, "there is a volume \(group.name)/web2-disk already"),
            ("snapshot1", [], 64, "LVM takes no volume called snapshot1"),
        ]
        for (guest, more, status, words) in cases {
            let ending = try host.startCreate(guest, on: group, more).wait()
            #expect(ending.status == status && ending.errors.contains(words), "\(more): \(ending.said)")
            #expect(ending.errors.split(separator: "\n").filter { $0.contains("error") }.count <= 1)
            try host.expect(unchangedSince: before, "\(more)")
            #expect(try group.state() == extents, "\(more)")
        }
    }

    @Test("a group that other hosts may change is refused")
    func shared() throws {
        let (host, group) = try TestHost.withVolumes()
        try group.rewrite(#"format = "lvm2".*"#, #"format = "lvm2"\n\tlock_type = "dlm"\n\tlock_args = "1.0.0:x""#)
        let before = try HostSnapshot(of: host)
        let ending = try host.startCreate("web1", on: group).wait()
        #expect(ending.status == 69 && ending.errors.contains("is shared with other hosts"), "\(ending.said)")
        try host.expect(unchangedSince: before, "a shared group")
    }

    @Test("a volume that somebody put in the place of ours is not removed")
    func exchanged() throws {
        let (host, group) = try TestHost.withVolumes()
        #expect(try host.startCreate("web1", on: group).wait().status == 0)
        try group.lvm(["lvremove", "--quiet", "--yes", "\(group.name)/web1-disk"])
        try group.lvm(["lvcreate", "--quiet", "--yes", "--name", "web1-disk", "--size", "8M", group.name])
        let deleted = try host.run("xen-delete-image", "--yes", "web1")
        #expect(deleted.status == 0, "\(deleted.said)")
        #expect(try group.state().first?.hasPrefix("web1-disk") == true)
    }
}
