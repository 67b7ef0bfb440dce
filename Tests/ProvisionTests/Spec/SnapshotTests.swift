import Model
import Provision
import TestSupport
import Testing

@Suite("A snapshot as the root")
struct SnapshotTests {
    private func bench(
        thin: Bool = false, _ change: (inout GuestBench) -> Void = { _ in }
    ) throws -> GuestBench {
        try VolumeRequirementsTests.bench {
            $0.set(Settings.installMethod, "snapshot")
            $0.set(Settings.installSource, "golden")
            $0.facts.volumeGroups["vg0"]?.volumes = [
                LogicalVolume(
                    name: "golden", uuid: "g", size: ByteSize(gibibytes: 10), segmentType: thin ? "thin" : "linear",
                    pool: thin ? "pool" : nil)
            ]
            $0.facts.devices["/dev/vg0/golden"] = BlockDeviceFacts(
                size: ByteSize(gibibytes: 10), holds: "ext3 'golden'", fileSystem: "ext3")
            change(&$0)
        }
    }

    private func refusal(thin: Bool = false, _ change: (inout GuestBench) -> Void) throws -> ProvisionError {
        let bench = try bench(thin: thin, change)
        return try #require(throws: ProvisionError.self) { try bench.plan(bench.spec(), templates: NamedTemplates()) }
    }

    private func source(_ bench: GuestBench) throws -> SnapshotSpec? {
        guard case .snapshot(let source) = try bench.spec().installation.method else { return nil }
        return source
    }

    @Test("has its origin's size and type, and room for what will differ only where no pool gives it")
    func sizes() throws {
        let thick = try bench { $0.set(Settings.size, "2G") }
        #expect(try source(thick)?.room == ByteSize(gibibytes: 2))
        let root = try #require(try thick.spec().storage.root)
        #expect(root.size == ByteSize(gibibytes: 10) && root.type == "ext3")
        #expect(try source(bench(thin: true))?.room == nil)
    }

    @Test("may be named with its group", arguments: ["golden", "vg0/golden", "/dev/vg0/golden"])
    func names(text: String) throws {
        #expect(try source(bench { $0.set(Settings.installSource, text) })?.origin.text == "golden")
    }

    @Test("takes no more of the group than its room and the swap")
    func extents() throws {
        let small = try bench {
            $0.set(Settings.size, "1G")
            // 256 for a gibibyte, 128 for the swap.
            $0.facts.volumeGroups["vg0"]?.freeExtents = 384
        }
        #expect(throws: Never.self) { try small.plan(small.spec(), templates: NamedTemplates()) }
        let error = try refusal {
            $0.set(Settings.size, "1G")
            $0.facts.volumeGroups["vg0"]?.freeExtents = 383
        }
        #expect(error.message.contains("need 1536M"), "\(error)")
    }

    @Test("is refused where LVM or the file system would not go along")
    func refusals() throws {
        let device = "/dev/vg0/golden"
        let cases: [(ProvisionError.Code, String, (inout GuestBench) -> Void)] = [
            (.usage, "snapshots are made in a volume group", { $0.values.clear(Settings.lvm) }),
            (.usage, "needs a source", { $0.values.clear(Settings.installSource) }),
            (.usage, "no volume of the group vg0", { $0.set(Settings.installSource, "vg1/golden") }),
            (.unavailable, "has no volume silver", { $0.set(Settings.installSource, "silver") }),
            (.unavailable, "LVM sees no volume group", { $0.facts.volumeGroups = [:] }),
            (.unavailable, "has no device", { $0.facts.devices = [:] }),
            (.busy, "is in use", { $0.facts.devices[device]?.isInUse = true }),
            (
                .usage, "holds xfs",
                {
                    $0.facts.devices[device] = BlockDeviceFacts(
                        size: ByteSize(gibibytes: 1), holds: "xfs", fileSystem: "xfs")
                }
            ),
            (.usage, "makes no snapshot", { $0.facts.volumeGroups["vg0"]?.volumes[0].segmentType = "thin-pool" }),
            (.usage, "makes no snapshot", { $0.facts.volumeGroups["vg0"]?.volumes[0].origin = "older" }),
            (.usage, "a snapshot is what its origin is", { $0.set(Settings.fs, "ext4") }),
            (.usage, "a snapshot is what its origin is", { $0.set(Settings.disk, "data:1G:/srv") }),
            (.unavailable, "e2fsck is not installed", { $0.facts.tools["e2fsck"] = nil }),
        ]
        for (code, words, change) in cases {
            let error = try refusal(change)
            #expect(error.code == code && error.message.contains(words), "\(error)")
        }
        let sized = try refusal(thin: true) { $0.set(Settings.size, "2G") }
        #expect(sized.message.contains("--size"), "\(sized)")
    }
}
