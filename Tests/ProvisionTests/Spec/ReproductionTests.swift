import Model
import TestSupport
import Testing

@testable import Provision

@Suite("A guest that can be made again")
struct ReproductionTests {
    private func spec(_ change: (inout GuestBench) -> Void = { _ in }) throws -> GuestSpec {
        var bench = try GuestBench()
        bench.set(Settings.seed, "s")
        bench.set(Settings.sourceDateEpoch, "1700000000")
        change(&bench)
        return try bench.spec()
    }

    @Test("has identifiers by seed, name and purpose, and none of them twice")
    func identifiers() throws {
        let volumes = try spec().storage.volumes.map(\.uuid)
        #expect(try spec().storage.volumes.map(\.uuid) == volumes)
        #expect(Set(volumes).count == volumes.count)
        #expect(try spec { $0.set(Settings.seed, "t") }.storage.volumes.map(\.uuid) != volumes)
        #expect(try spec { $0.set(Settings.hostname, "web2") }.storage.volumes.map(\.uuid) != volumes)
    }

    @Test("has neither a password nor host keys that follow from its seed")
    func secrets() throws {
        let access = try spec().access
        #expect(access.rootPassword == .locked)
        #expect(access.hostKeyKinds == [] && access.hostKeysAtFirstBoot == true)
        let given = try spec {
            $0.facts.privateKeys["/home/admin/keys/one"] = true
            $0.set(Settings.hostKey, "keys/one")
        }.access
        #expect(given.hostKeyFiles == ["/home/admin/keys/one"] && given.hostKeysAtFirstBoot == nil)
        for row in [Settings.password, Settings.passwordFile, Settings.writePassword] {
            #expect(throws: ProvisionError.self, "\(row.name)") { try spec { $0.set(row, "/x") } }
        }
    }

    @Test("is never cloned by blocks, has the seed in its directories' hashes, and a base of its own time")
    func plan() throws {
        var bench = try GuestBench()
        bench.set(Settings.seed, "s")
        bench.set(Settings.sourceDateEpoch, "1700000000")
        let kept = try bench.keptBase()
        #expect(kept.description.identity.epoch == 1_700_000_000)
        bench.base = .clone(kept.location, kept.description)
        let plan = try bench.plan(bench.spec(), templates: NamedTemplates())
        #expect(!plan.steps.contains { $0 is CloneBase })
        #expect(plan.steps.contains { $0 is ClampTimes } && plan.steps.contains { $0 is SettleInodeTimes })
        let commands = plan.steps.flatMap(\.effects).compactMap { effect in
            if case .command(let command, _) = effect { command } else { nil }
        }
        let made = try #require(commands.first { $0.tool == "mke2fs" })
        #expect(made.arguments.contains { $0.hasPrefix("hash_seed=") })
        #expect(made.environment["E2FSPROGS_FAKE_TIME"] == "1700000000")
    }

    @Test("takes the time of SOURCE_DATE_EPOCH, and no other value in its place")
    func environment() {
        var values = SettingValues()
        values.takeEpoch(from: ["SOURCE_DATE_EPOCH": "5"])
        #expect(!values.isGiven(Settings.sourceDateEpoch))
        values.set(Settings.seed, ["s"], .commandLine)
        values.takeEpoch(from: ["SOURCE_DATE_EPOCH": "5"])
        #expect(values.text(Settings.sourceDateEpoch) == "5")
        values.takeEpoch(from: ["SOURCE_DATE_EPOCH": "6"])
        #expect(values.text(Settings.sourceDateEpoch) == "5")
    }

    @Test("needs to know which inodes are used, and says so where dumpe2fs does not")
    func inodes() throws {
        let text = """
            Inode count:              24
            Group 0: (Blocks 0-99)
              Free blocks: 20-99
              Free inodes: 14-15, 20
            Group 1: (Blocks 100-199)
              Free inodes: 22-24
            """
        #expect(try InodeUse(dumpe2fs: text).inodes == [2, 11, 12, 13, 16, 17, 18, 19, 21])
        #expect(throws: ProvisionError.self) { try InodeUse(dumpe2fs: "") }
    }
}
