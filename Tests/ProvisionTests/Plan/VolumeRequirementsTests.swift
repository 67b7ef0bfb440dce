import Model
import Provision
import TestSupport
import Testing

@Suite("What a plan requires of a volume group")
struct VolumeRequirementsTests {
    static func bench(_ change: (inout GuestBench) -> Void = { _ in }) throws -> GuestBench {
        var bench = try GuestBench()
        bench.values.clear(Settings.dir)
        bench.set(Settings.lvm, "vg0")
        bench.facts.volumeGroups["vg0"] = VolumeGroup(
            name: "vg0", uuid: "u", extentSize: ByteSize(mebibytes: 4), extents: 5000, freeExtents: 4000)
        change(&bench)
        return bench
    }

    static let pool = LogicalVolume(
        name: "pool", uuid: "p", size: ByteSize(gibibytes: 10), segmentType: "thin-pool", dataPercent: 10,
        metadataPercent: 5, zeroesBlocks: true)

    private func error(_ change: (inout GuestBench) -> Void) throws -> ProvisionError {
        let bench = try Self.bench(change)
        return try #require(throws: ProvisionError.self) { try bench.plan(bench.spec(), templates: NamedTemplates()) }
    }

    @Test("is nothing else where all is well, thick or thin")
    func fine() throws {
        let bench = try Self.bench()
        #expect(throws: Never.self) { try bench.plan(bench.spec(), templates: NamedTemplates()) }
        let thin = try Self.bench {
            $0.set(Settings.lvmThin, "pool")
            $0.facts.volumeGroups["vg0"]?.volumes = [Self.pool]
        }
        #expect(throws: Never.self) { try thin.plan(thin.spec(), templates: NamedTemplates()) }
    }

    @Test("is that LVM sees it")
    func missing() throws {
        let error = try error { $0.facts.volumeGroups = [:] }
        #expect(error.code == .unavailable)
        #expect(error.message == "LVM sees no volume group vg0")
    }

    private static func group(
        shared: Bool = false, exported: Bool = false, partial: Bool = false, writable: Bool = true
    ) -> VolumeGroup {
        VolumeGroup(
            name: "vg0", uuid: "u", extentSize: ByteSize(mebibytes: 4), extents: 5000, freeExtents: 4000,
            isShared: shared, isExported: exported, isPartial: partial, isWritable: writable)
    }

    @Test(
        "is that it is this host's own, whole and writable",
        arguments: [
            (group(shared: true), "shared with other hosts"), (group(exported: true), "exported"),
            (group(partial: true), "lacks some"), (group(writable: false), "read-only"),
        ])
    func usable(group: VolumeGroup, words: String) throws {
        let error = try error { $0.facts.volumeGroups["vg0"] = group }
        #expect(error.code == .unavailable)
        #expect(error.message.contains(words), "\(error)")
    }

    @Test("is that the names are free")
    func taken() throws {
        let error = try error {
            $0.facts.volumeGroups["vg0"]?.volumes = [
                LogicalVolume(name: "web1-swap", uuid: "u", size: ByteSize(mebibytes: 4))
            ]
        }
        #expect(error.code == .exists)
        #expect(error.message == "there is a volume vg0/web1-swap already")
    }

    @Test("is a name that LVM does not keep for itself", arguments: ["snapshot1", "pvmove0"])
    func reserved(name: String) throws {
        let error = try error { $0.set(Settings.hostname, name) }
        #expect(error.code == .usage)
        #expect(error.message.contains(name))
    }

    @Test("is room for every volume in whole extents")
    func space() throws {
        let error = try error { $0.facts.volumeGroups["vg0"]?.freeExtents = 1151 }
        #expect(error.code == .failed)
        #expect(error.message.contains("4604M free") && error.message.contains("need 4608M"), "\(error)")
        let bench = try Self.bench { $0.facts.volumeGroups["vg0"]?.freeExtents = 1152 }
        #expect(throws: Never.self) { try bench.plan(bench.spec(), templates: NamedTemplates()) }
    }

    @Test("is root's rights")
    func rights() throws { #expect(try error { $0.facts.isRoot = false }.code == .notPermitted) }

    @Test("is a thin pool that is there, has room, and is not nearly full")
    func thinPools() throws {
        func error(_ change: (inout LogicalVolume) -> Void) throws -> ProvisionError {
            var pool = Self.pool
            change(&pool)
            return try self.error {
                $0.set(Settings.lvmThin, "pool")
                $0.facts.volumeGroups["vg0"]?.volumes = [pool]
            }
        }
        #expect(try error { $0.segmentType = "linear" }.message == "the volume group vg0 has no thin pool pool")
        #expect(try error { $0.metadataPercent = 95 }.message.contains("nearly full"))
        let little = try error { $0.dataPercent = 94 }
        #expect(little.message.contains("has 615M left"), "\(little)")
        // Without clearing, the pool hands out old blocks: everything has to be written over.
        let whole = try error {
            $0.zeroesBlocks = false
            $0.size = ByteSize(gibibytes: 4)
        }
        #expect(whole.message.contains("4608M from the start"), "\(whole)")
    }
}
