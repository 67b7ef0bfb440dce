import Model
import Provision
import TestSupport
import Testing

@Suite("Volumes and devices of a guest that goes")
struct VolumeRemovalTests {
    private let files = MemoryFiles()
    private let devices = MemoryDevices()
    private let tag = "provision.a0a1a2a3a4a5a6a7"

    private func volume(_ name: String, _ uuid: String, tag: String, isOpen: Bool = false) -> LogicalVolume {
        LogicalVolume(name: name, uuid: uuid, size: ByteSize(mebibytes: 4), tags: [tag], isOpen: isOpen)
    }

    private func store(_ volumes: LogicalVolume...) -> MemoryVolumes {
        MemoryVolumes(
            VolumeGroup(
                name: "vg0", uuid: "g", extentSize: ByteSize(mebibytes: 4), extents: 9, freeExtents: 1, volumes: volumes
            ))
    }

    private func removal(_ change: (inout GuestRecord) -> Void = { _ in }) throws -> Removal {
        var record = try GuestBench().record()
        for index in record.images.indices {
            record.images[index].kind = .volume
            let name = index == 0 ? "web1-swap" : "web1-disk"
            record.images[index].volume = VolumeRemoval(
                group: try LVMName("vg0"), name: try LVMName(name), tag: try LVMName(tag),
                uuid: try LVMName("u\(index)"))
        }
        change(&record)
        let guest = KnownGuest(
            name: "web1", record: record, configurationPath: nil, configuration: nil, drift: [])
        return try Removal(of: guest, paths: GuestBench.paths)
    }

    @Test("go by name, tag and UUID; a stranger's of the same name stays")
    func exact() throws {
        let store = store(
            volume("web1-swap", "u0", tag: tag), volume("web1-disk", "another", tag: tag),
            volume("other", "u9", tag: tag))
        let ports = StoragePorts(volumes: store, devices: devices)
        let removal = try removal()
        #expect(try removal.existing(files, ports) == ["/dev/vg0/web1-swap"])
        for _ in 0..<2 { try removal.carryOut(files, ports, hosts: nil) }
        #expect(store.groups["vg0"]?.volumes.map(\.uuid) == ["another", "u9"])
    }

    @Test("are refused before anything is removed while somebody has one open")
    func open() throws {
        let store = store(volume("web1-swap", "u0", tag: tag), volume("web1-disk", "u1", tag: tag, isOpen: true))
        let removal = try removal()
        let error = try #require(throws: ProvisionError.self) {
            try removal.check(StoragePorts(volumes: store, devices: devices))
        }
        #expect(error.code == .busy && error.message.contains("vg0/web1-disk"))
        #expect(store.groups["vg0"]?.volumes.count == 2)
    }

    @Test("are refused while another guest's disk is a thick snapshot of one; a thin one stands alone")
    func origin() throws {
        let store = store(volume("web1-swap", "u0", tag: tag), volume("web1-disk", "u1", tag: tag))
        let ports = StoragePorts(volumes: store, devices: devices)
        for (type, isRefused) in [("linear", true), ("thin", false)] {
            var snapshot = volume("web2-disk", "u2", tag: "provision.other")
            (snapshot.origin, snapshot.segmentType) = ("web1-disk", type)
            store.groups["vg0"]?.volumes[2...] = [snapshot]
            let removal = try removal()
            do throws(ProvisionError) {
                try removal.check(ports)
                #expect(!isRefused)
            } catch {
                #expect(isRefused && error.message.contains("origin of web2-disk"), "\(error)")
            }
        }
    }

    @Test("are not forgotten where the group cannot be seen")
    func group() throws {
        let error = try #require(throws: ProvisionError.self) {
            try removal().check(StoragePorts(volumes: MemoryVolumes(), devices: devices))
        }
        #expect(error.code == .unavailable)
    }

    @Test("without proof are refused by name")
    func proof() throws {
        let error = try #require(throws: ProvisionError.self) { try removal { $0.images[0].volume = nil } }
        #expect(error.message.contains("nothing proves"))
    }

    @Test("that are devices stay")
    func device() throws {
        files.put("/dev", .directory(mode: 0o755))
        files.put("/dev/sdb1", .file(content: "data", mode: 0o600))
        let removal = try removal {
            $0.images = [$0.images[1]]
            $0.images[0].kind = .device
            $0.images[0].path = "/dev/sdb1"
        }
        #expect(removal.kept == ["/dev/sdb1"])
        try removal.carryOut(files, hosts: nil)
        #expect(try files.read("/dev/sdb1") == "data")
    }
}

@Suite("Undo of volumes and devices")
struct StorageUndoTests {
    private let run = RunID(bytes: [0xA, 0xB, 0xC, 0xD, 0xE, 0xF, 1, 2])

    @Test("removes the volume with this run's tag, and reports one that is in use")
    func volumes() throws {
        let tag = try LVMName.tag(of: run)
        func volume(_ name: String, _ tag: String, isOpen: Bool = false) -> LogicalVolume {
            LogicalVolume(name: name, uuid: name, size: ByteSize(mebibytes: 4), tags: [tag], isOpen: isOpen)
        }
        let store = MemoryVolumes(
            VolumeGroup(
                name: "vg0", uuid: "g", extentSize: ByteSize(mebibytes: 4), extents: 9, freeExtents: 1,
                volumes: [volume("a", tag.text), volume("b", "theirs"), volume("c", tag.text, isOpen: true)]))
        let operations = try ["a", "b", "c"].map {
            UndoOperation.removeVolume(
                VolumeRemoval(group: try LVMName("vg0"), name: try LVMName($0), tag: tag, uuid: nil))
        }
        let storage = StoragePorts(volumes: store, devices: MemoryDevices())
        let outcome = Undoer(run: run, files: MemoryFiles(), storage: storage).undo(operations)
        #expect(store.groups["vg0"]?.volumes.map(\.name) == ["b", "c"])
        #expect(outcome.undone.count == 1 && outcome.left.count == 1)
    }

    @Test("takes this run's file system off a device, and nobody else's")
    func devices() throws {
        let devices = MemoryDevices()
        let (ours, theirs) = (UUIDValue(random: [1]), UUIDValue(random: [2]))
        devices.uuids = ["/dev/a": ours, "/dev/b": theirs]
        let storage = StoragePorts(volumes: MemoryVolumes(), devices: devices)
        _ = Undoer(run: run, files: MemoryFiles(), storage: storage).undo([
            .clearDevice(path: "/dev/a", uuid: ours), .clearDevice(path: "/dev/b", uuid: ours),
        ])
        #expect(devices.uuids == ["/dev/b": theirs])
    }
}
