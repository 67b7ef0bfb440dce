import Model
import Provision
import TestSupport
import Testing

@Suite("Where a guest's disks are")
struct BackendTests {
    private func device(_ change: (inout GuestBench) -> Void = { _ in }) throws -> GuestBench {
        var bench = try GuestBench()
        bench.values.clear(Settings.dir)
        bench.set(Settings.imageDevice, "/dev/sdb1")
        bench.facts.devices["/dev/sdb1"] = BlockDeviceFacts(size: ByteSize(gibibytes: 8))
        bench.facts.devices["/dev/sdb2"] = BlockDeviceFacts(size: ByteSize(gibibytes: 1))
        change(&bench)
        return bench
    }

    private func refusal(_ change: (inout GuestBench) -> Void) throws -> ProvisionError {
        let bench = try device(change)
        return try #require(throws: ProvisionError.self) { try bench.spec() }
    }

    @Test("is a group's volumes by xen-tools' names, in the configuration too")
    func volumes() throws {
        let spec = try VolumeRequirementsTests.bench().spec()
        #expect(spec.storage.backend == .lvm(group: try LVMName("vg0"), pool: nil))
        let disks = try ConfigurationWriter(spec: spec).configuration().disks()
        #expect(disks.map(\.target) == ["/dev/vg0/web1-disk", "/dev/vg0/web1-swap"])
        #expect(disks.map(\.format) == [.raw, .raw])
        #expect(disks.map(\.vdev) == ["xvda2", "xvda1"])
    }

    @Test("is a named device as large as it is, with swap only where one is named")
    func devices() throws {
        let alone = try device().spec().storage
        #expect(alone.volumes.map(\.name) == ["disk"])
        #expect(alone.volumes.map(\.size) == [ByteSize(gibibytes: 8)])
        let both = try device { $0.set(Settings.swapDevice, "/dev/sdb2") }.spec()
        #expect(both.storage.volumes.map { both.storage.path(of: $0, for: both.name) } == ["/dev/sdb2", "/dev/sdb1"])
    }

    @Test("is never a device that holds something, unless force stands on the command line")
    func signatures() throws {
        let error = try refusal { $0.facts.devices["/dev/sdb1"]?.holds = "ext4 'home'" }
        #expect(error.code == .exists)
        #expect(error.message.contains("/dev/sdb1 holds something: ext4 'home'"))
        let file = try refusal {
            $0.facts.devices["/dev/sdb1"]?.holds = "ext4"
            $0.configure(Settings.force, "1", line: 3)
        }
        #expect(file.code == .exists)
        let forced = try device {
            $0.facts.devices["/dev/sdb1"]?.holds = "ext4"
            $0.set(Settings.force, "yes")
        }
        #expect(throws: Never.self) { try forced.spec() }
    }

    @Test("is never a device that is in use, missing, or another guest's, force or not")
    func unusable() throws {
        #expect(
            try refusal {
                $0.set(Settings.force, "yes")
                $0.facts.devices["/dev/sdb1"]?.isInUse = true
            }.code == .busy)
        #expect(try refusal { $0.facts.devices = [:] }.message.contains("no block device /dev/sdb1"))
        #expect(try refusal { $0.set(Settings.swapDevice, "/dev/sdb1") }.code == .usage)
        let record = try device().record()
        let owned = try refusal {
            $0.set(Settings.hostname, "web2")
            $0.set(Settings.force, "yes")
            $0.facts.guests = [record]
        }
        #expect(owned.message.contains("belongs to the guest web1"), "\(owned)")
    }

    @Test("is said once")
    func conflicts() throws {
        #expect(try refusal { $0.set(Settings.lvm, "vg0") }.hint == "give one of --dir, --lvm, --image-dev")
        #expect(try refusal { $0.set(Settings.lvmThin, "pool") }.message.contains("--lvm-thin"))
        #expect(try refusal { $0.set(Settings.size, "4G") }.message.contains("--size"))
        #expect(try refusal { $0.set(Settings.layout, "disk") }.message.contains("whole disk"))
    }

    @Test("is in the record: volumes with what proves them, devices as what stays")
    func records() throws {
        let bench = try VolumeRequirementsTests.bench()
        let spec = try bench.spec()
        let results = RunResults()
        results.volumes["web1-disk"] = LogicalVolume(name: "web1-disk", uuid: "u-1", size: ByteSize(gibibytes: 4))
        results.volumes["web1-swap"] = LogicalVolume(name: "web1-swap", uuid: "u-2", size: ByteSize(mebibytes: 512))
        let record = RecordComposer(
            spec: spec, facts: bench.facts, run: GuestBench.run, configuration: "name = 'web1'\n", hostsLines: []
        ).record(results)
        #expect(record.images.map(\.kind) == [.volume, .volume])
        #expect(record.images.map(\.volume?.uuid?.text) == ["u-2", "u-1"])
        #expect(record.images.map(\.volume?.tag.text) == .init(repeating: "provision.a0a1a2a3a4a5a6a7", count: 2))
        #expect(try device().record().images.map(\.kind) == [.device])
        #expect(try GuestBench().record().images.map(\.kind) == [nil, nil])
    }
}
