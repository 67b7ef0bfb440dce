import Glibc
import HostLinux
import Model
import Provision
import TestSupport
import Testing

/// The client, the helper and LVM itself, on a group of the test's own.
@Suite("A real volume group", .serialized, .enabled(if: ScratchGroup.lack == nil, "needs root, lvm2, loop devices"))
struct RealGroupTests {
    private let scratch: ScratchGroup
    private let store: LVMControlClient
    private let group: LVMName
    private let tag: LVMName

    init() throws {
        scratch = try ScratchGroup()
        group = try LVMName(scratch.name)
        tag = try LVMName("provision.a0a1a2a3a4a5a6a7")
        store = LVMControlClient(
            helper: BuildDirectory.program("lvm-control"), configuration: scratch.configuration,
            log: RecordingReporter())
    }

    private func creation(_ name: String, _ size: ByteSize = ByteSize(mebibytes: 8)) throws -> VolumeCreation {
        VolumeCreation(group: group, name: try LVMName(name), tag: tag, kind: .linear(size: size))
    }

    private func removal(_ name: String, tag: LVMName? = nil, uuid: String? = nil) throws -> VolumeRemoval {
        VolumeRemoval(
            group: group, name: try LVMName(name), tag: tag ?? self.tag, uuid: try uuid.map { try LVMName($0) })
    }

    @Test("is told by size, free extents and volumes; another one is not there")
    func look() throws {
        let found = try #require(try store.group(group))
        #expect(found.extentSize == ByteSize(mebibytes: 4) && found.freeExtents == found.extents && found.extents > 60)
        #expect(!found.isShared && !found.isExported && !found.isPartial && found.isWritable)
        #expect(try store.group(LVMName("no-such-group")) == nil)
    }

    @Test("gets a volume with its tag, in whole extents, once")
    func create() throws {
        let made = try store.create(creation("web1-disk", ByteSize(bytes: 5_000_000)))
        #expect(made.size == ByteSize(mebibytes: 8) && made.tags == [tag.text] && made.segmentType == "linear")
        let error = try #require(throws: ProvisionError.self) { try store.create(creation("web1-disk")) }
        #expect(error.code == .exists)
        let found = try #require(try store.group(group))
        #expect(found.volumes == [made] && found.extents - found.freeExtents == 2)
    }

    @Test("gives back every extent, and says when there was nothing to remove")
    func remove() throws {
        let before = try scratch.state()
        let made = try store.create(creation("web1-disk"))
        #expect(try store.remove(removal("web1-disk", uuid: made.uuid)))
        #expect(try !store.remove(removal("web1-disk", uuid: made.uuid)))
        #expect(try scratch.state() == before)
    }

    @Test("keeps a volume that has another tag, another UUID, or only the beginning of the tag")
    func foreign() throws {
        _ = try store.create(creation("web1-disk"))
        let before = try scratch.state()
        #expect(try !store.remove(removal("web1-disk", tag: LVMName("provision.ffffffffffffffff"))))
        #expect(try !store.remove(removal("web1-disk", tag: LVMName("provision"))))
        #expect(try !store.remove(removal("web1-disk", uuid: "AAAAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGGGG")))
        #expect(try scratch.state() == before)
    }

    @Test("without room gives LVM's reason, and stays as it is")
    func full() throws {
        let before = try scratch.state()
        let error = try #require(throws: ProvisionError.self) {
            try store.create(creation("big", ByteSize(gibibytes: 1)))
        }
        #expect(error.message.contains("insufficient free space"), "\(error)")
        #expect(try scratch.state() == before)
    }

    @Test("that other hosts may change is told as such")
    func shared() throws {
        try scratch.rewrite(#"format = "lvm2".*"#, #"format = "lvm2"\n\tlock_type = "dlm"\n\tlock_args = "1.0.0:x""#)
        #expect(try #require(try store.group(group)).isShared)
    }

    @Test("that is exported, read-only or clustered is told as such")
    func unusable() throws {
        try scratch.lvm(["vgexport", "--quiet", scratch.name])
        #expect(try #require(try store.group(group)).isExported)
        try scratch.lvm(["vgimport", "--quiet", scratch.name])
        try scratch.rewrite(#"status = \["RESIZEABLE", "READ", "WRITE"\]"#, #"status = ["RESIZEABLE", "READ"]"#)
        #expect(try !#require(try store.group(group)).isWritable)
        try scratch.rewrite(#"status = .*"#, #"status = ["RESIZEABLE", "READ", "WRITE", "CLUSTERED"]"#)
        let error = try #require(throws: ProvisionError.self) { try store.group(group) }
        #expect(error.message.contains("is clustered"), "\(error)")
    }

    @Test("that has lost a disk is told as such")
    func partial() throws {
        let scratch = try ScratchGroup(disks: [64, 64])
        try scratch.loseDisk()
        let store = LVMControlClient(
            helper: BuildDirectory.program("lvm-control"), configuration: scratch.configuration,
            log: RecordingReporter())
        #expect(try #require(try store.group(LVMName(scratch.name))).isPartial)
    }

    @Test("cannot be had without the helper")
    func unavailable() throws {
        let none = LVMControlClient(helper: nil, configuration: nil, log: RecordingReporter())
        #expect(try #require(throws: ProvisionError.self) { try none.group(group) }.code == .unavailable)
    }
}
