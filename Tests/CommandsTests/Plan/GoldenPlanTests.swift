import Model
import Provision
import Templates
import TestSupport
import Testing

@testable import Commands

@Suite("The plan as text")
struct GoldenPlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let base: (@Sendable (GuestBench) throws -> BaseUse)?
        let change: @Sendable (inout GuestBench) -> Void

        init(
            _ name: String, base: (@Sendable (GuestBench) throws -> BaseUse)? = nil,
            _ change: @escaping @Sendable (inout GuestBench) -> Void
        ) {
            (testDescription, self.base, self.change) = (name, base, change)
        }

        static let clone: @Sendable (GuestBench) throws -> BaseUse = { bench in
            let kept = try bench.keptBase()
            return .clone(kept.location, kept.description)
        }
        static let make: @Sendable (GuestBench) throws -> BaseUse = { bench in
            let kept = try bench.keptBase()
            return .make(kept.location, kept.description.identity)
        }
    }

    static let cases = [
        Case("bookworm-default") { _ in },
        Case("base-made", base: Case.make) { _ in },
        Case("base-cloned", base: Case.clone) { _ in },
        Case("base-cloned-disk-full", base: Case.clone) {
            $0.set(Settings.layout, "disk")
            $0.set(Settings.image, "full")
        },
        Case("base-copied", base: Case.clone) { $0.set(Settings.disk, "data:10G:/srv") },
        Case("trixie-disk-btrfs") {
            $0.set(Settings.dist, "trixie")
            $0.set(Settings.layout, "disk")
            $0.set(Settings.fs, "btrfs")
            $0.set(Settings.disk, "data:10G:/srv")
            $0.set(Settings.type, "pvh")
            $0.set(Settings.bootBy, "copied-kernel")
        },
        Case("tar") {
            $0.set(Settings.installMethod, "tar")
            $0.set(Settings.installSource, "/images/root.tar.zst")
            $0.set(Settings.writePassword, "/root/web1.password")
        },
        Case("copy") {
            $0.set(Settings.installMethod, "copy")
            $0.set(Settings.installSource, "/images/tree")
        },
        Case("bullseye-debootstrap") {
            $0.set(Settings.dist, "bullseye")
            $0.set(Settings.installMethod, "debootstrap")
            $0.set(Settings.locale, "de_DE.UTF-8")
            $0.set(Settings.aptProxy, "http://proxy.example.org:3142")
            $0.set(Settings.user, "ada")
            $0.set(Settings.role, "puppet")
        },
        Case("xfs-by-mount") {
            $0.set(Settings.fs, "xfs")
            $0.set(Settings.noswap, "yes")
            $0.values.clear(Settings.ip)
            $0.values.clear(Settings.gateway)
            $0.set(Settings.dhcp, "yes")
        },
        Case("lvm-linear") {
            $0.values.clear(Settings.dir)
            $0.set(Settings.lvm, "vg0")
            $0.set(Settings.bootBy, "copied-kernel")
            $0.facts.volumeGroups["vg0"] = VolumeGroup(
                name: "vg0", uuid: "u", extentSize: ByteSize(mebibytes: 4), extents: 5000, freeExtents: 4000)
        },
        Case("lvm-thin-xfs") {
            $0.values.clear(Settings.dir)
            $0.set(Settings.lvm, "vg0")
            $0.set(Settings.lvmThin, "pool")
            $0.set(Settings.fs, "xfs")
            let pool = LogicalVolume(
                name: "pool", uuid: "p", size: ByteSize(gibibytes: 10), segmentType: "thin-pool", dataPercent: 10,
                metadataPercent: 5, zeroesBlocks: true)
            $0.facts.volumeGroups["vg0"] = VolumeGroup(
                name: "vg0", uuid: "u", extentSize: ByteSize(mebibytes: 4), extents: 5000, freeExtents: 4000,
                volumes: [pool])
        },
        Case("lvm-snapshot") {
            $0.values.clear(Settings.dir)
            $0.set(Settings.lvm, "vg0")
            $0.set(Settings.installMethod, "snapshot")
            $0.set(Settings.installSource, "golden")
            $0.facts.volumeGroups["vg0"] = VolumeGroup(
                name: "vg0", uuid: "u", extentSize: ByteSize(mebibytes: 4), extents: 5000, freeExtents: 4000,
                volumes: [LogicalVolume(name: "golden", uuid: "g", size: ByteSize(gibibytes: 10))])
            $0.facts.devices["/dev/vg0/golden"] = BlockDeviceFacts(
                size: ByteSize(gibibytes: 10), holds: "ext4", fileSystem: "ext4")
        },
        Case("named-devices") {
            $0.values.clear(Settings.dir)
            $0.set(Settings.imageDevice, "/dev/sdb1")
            $0.set(Settings.swapDevice, "/dev/sdb2")
            $0.set(Settings.wipe, "zero")
            $0.facts.devices["/dev/sdb1"] = BlockDeviceFacts(size: ByteSize(gibibytes: 8))
            $0.facts.devices["/dev/sdb2"] = BlockDeviceFacts(size: ByteSize(gibibytes: 1))
        },
    ]

    @Test("is as recorded", arguments: cases)
    func golden(example: Case) throws {
        var bench = try GuestBench()
        example.change(&bench)
        let spec = try bench.spec()
        if let kept = example.base { bench.base = try kept(bench) }
        let plan = try bench.plan(spec, templates: TemplateLibrary(overrides: nil))
        let text = PlanDocument(plan, spec: spec).text
        let difference = try Fixture.difference(
            text, from: "Plan/\(example.testDescription).txt", of: "CommandsTests")
        #expect(difference == nil)
    }

    @Test("shows what a command reads")
    func input() throws {
        var bench = try GuestBench()
        bench.set(Settings.mirror, "http://mirror.example.org/debian")
        let spec = try bench.spec()
        let text = PlanDocument(try bench.plan(spec, templates: TemplateLibrary(overrides: nil)), spec: spec).text
        let read = text.split(separator: "\n").filter { $0.hasPrefix("         < ") }
        #expect(read.first?.hasSuffix("] http://mirror.example.org/debian bookworm main") == true, "\(read)")
    }

    @Test("comes from a JSON document that holds the spec and no secret")
    func document() throws {
        var bench = try GuestBench()
        bench.set(Settings.password, "top-secret")
        let spec = try bench.spec()
        let plan = try bench.plan(spec, templates: TemplateLibrary(overrides: nil))
        let text = try JSONOutput.text(PlanDocument(plan, spec: spec))
        #expect(text.contains("\"schema\" : 1"))
        #expect(text.contains("\"run\" : \"a0a1a2a3a4a5a6a7\""))
        #expect(!text.contains("top-secret"))
    }
}
