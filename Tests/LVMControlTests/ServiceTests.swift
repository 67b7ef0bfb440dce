import Model
import Testing

@testable import LVMControl

@Suite("The volume service")
struct ServiceTests {
    /// Answers command after command, as recorded from LVM 2.03.16.
    private final class Script: LVMRunner {
        var answers: [LVMResult]
        var commands: [LVMCommand] = []

        init(_ answers: [LVMResult]) { self.answers = answers }

        func run(_ command: LVMCommand) throws(ProvisionError) -> LVMResult {
            commands.append(command)
            return answers.isEmpty
                ? LVMResult(succeeded: false, printed: [], errors: ["no more"]) : answers.removeFirst()
        }
    }

    private func report(_ key: String, _ rows: String..., warnings: [String] = []) -> LVMResult {
        let lines = ["  {", "      \"report\": ["] + warnings + ["          {", "              \"\(key)\": ["]
        let ends = ["              ]", "          }", "      ]", "  }"]
        return LVMResult(succeeded: true, printed: lines + [rows.joined(separator: ",\n")] + ends, errors: [])
    }

    private func group(_ more: String = "") -> LVMResult {
        report(
            "vg",
            """
            {"vg_name":"vg0", "vg_uuid":"v1", "vg_extent_size":"4194304", "vg_extent_count":"74", "vg_free_count":"54",\
            "vg_permissions":"writeable"\(more)}
            """)
    }

    private func volume(_ name: String, tag: String, open: String = "") -> String {
        """
        {"lv_name":"\(name)", "lv_uuid":"u-\(name)", "lv_size":"8388608", "lv_tags":"\(tag)", "segtype":"linear",\
        "lv_device_open":"\(open)", "pool_lv":"", "data_percent":"", "metadata_percent":"", "zero":"unknown"}
        """
    }

    private func look(_ answers: LVMResult...) throws -> VolumeReply {
        VolumeService(runner: Script(answers)).answer(.look(group: try LVMName("vg0")))
    }

    private func removal() throws -> VolumeRemoval {
        VolumeRemoval(group: try LVMName("vg0"), name: try LVMName("a"), tag: try LVMName("mine"), uuid: nil)
    }

    @Test("tells what a group is and holds, whatever LVM says in between")
    func looks() throws {
        let reply = try look(
            group(), report("lv", volume("a", tag: "x,y", open: "open"), warnings: ["  WARNING: [odd] \"words\""]))
        guard case .group(let found?) = reply.answer else {
            Issue.record("\(reply)")
            return
        }
        #expect(found.free == ByteSize(mebibytes: 216))
        #expect(!found.isShared && found.isWritable)
        #expect(found.volumes.map(\.tags) == [["x", "y"]])
        #expect(found.volumes.map(\.isOpen) == [true])
        #expect(reply.log == ["WARNING: [odd] \"words\""])
    }

    @Test(
        "tells a group that other hosts may change",
        arguments: ["\"vg_shared\":\"shared\"", "\"vg_lock_type\":\"sanlock\"", "\"vg_clustered\":\"clustered\""])
    func shared(field: String) throws {
        let reply = try look(group(", \(field)"), report("lv"))
        guard case .group(let found?) = reply.answer else {
            Issue.record("\(reply)")
            return
        }
        #expect(found.isShared)
    }

    @Test("names a clustered group, which LVM passes over")
    func clustered() throws {
        let reply = try look(report("vg", warnings: ["  Skipping clustered VG vg0."]))
        guard case .failed(.unavailable, let message) = reply.answer else {
            Issue.record("\(reply)")
            return
        }
        #expect(message.contains("vg0 is clustered"))
    }

    @Test("tells whether a thin pool clears its blocks, and how full it is")
    func pool() throws {
        let row =
            #"{"lv_name":"p", "lv_uuid":"u", "lv_size":"8388608", "lv_tags":"", "segtype":"thin-pool","#
            + #" "data_percent":"12.50", "metadata_percent":"1.00", "zero":"zero"}"#
        guard case .group(let found?) = try look(group(), report("lv", row)).answer else {
            Issue.record("none")
            return
        }
        let pool = try #require(found.volume("p"))
        #expect(pool.isThinPool && pool.zeroesBlocks == true)
        #expect(pool.dataPercent == 12.5 && pool.metadataPercent == 1)
    }

    @Test("gives LVM's own words where it fails")
    func failure() throws {
        let failed = LVMResult(succeeded: false, printed: ["  trying"], errors: ["no space", "and more"])
        let script = Script([group(), report("lv"), failed])
        let creation = VolumeCreation(
            group: try LVMName("vg0"), name: try LVMName("a"), tag: try LVMName("t"),
            kind: .linear(size: ByteSize(mebibytes: 4)))
        let reply = VolumeService(runner: script).answer(.create(creation))
        #expect(reply.answer == .failed(.failed, "making the volume vg0/a: no space; and more"))
        #expect(reply.log == ["trying", "no space", "and more"])
    }

    @Test("makes nothing where the name is taken")
    func taken() throws {
        let script = Script([group(), report("lv", volume("a", tag: "x"))])
        let creation = VolumeCreation(
            group: try LVMName("vg0"), name: try LVMName("a"), tag: try LVMName("t"),
            kind: .linear(size: ByteSize(mebibytes: 4)))
        guard case .failed(.exists, _) = VolumeService(runner: script).answer(.create(creation)).answer else {
            Issue.record("it was made")
            return
        }
        #expect(!script.commands.contains { $0.words.first == "lvcreate" })
    }

    @Test("leaves a volume of that name alone that has another tag")
    func foreign() throws {
        let script = Script([group(), report("lv", volume("a", tag: "theirs"))])
        #expect(VolumeService(runner: script).answer(.remove(try removal())).answer == .removed(false))
        #expect(!script.commands.contains { $0.words.first == "lvremove" })
    }

    @Test("refuses to remove what is in use")
    func busy() throws {
        let look = [group(), report("lv", volume("a", tag: "mine", open: "open"))]
        let script = Script((0..<VolumeService.patience).flatMap { _ in look })
        let service = VolumeService(runner: script, pause: {})
        guard case .failed(.busy, _) = service.answer(.remove(try removal())).answer else {
            Issue.record("it was removed")
            return
        }
        #expect(script.answers.isEmpty && !script.commands.contains { $0.words.first == "lvremove" })
    }

    @Test("refuses to remove what others are snapshots of, for LVM would remove them too")
    func origin() throws {
        let snapshot = volume("b", tag: "theirs").replacing("\"pool_lv\":\"\"", with: "\"origin\":\"a\"")
        let script = Script([group(), report("lv", volume("a", tag: "mine"), snapshot)])
        guard case .failed(.busy, let message) = VolumeService(runner: script).answer(.remove(try removal())).answer
        else {
            Issue.record("it was removed")
            return
        }
        #expect(message == "the volume vg0/a is the origin of b")
        #expect(!script.commands.contains { $0.words.first == "lvremove" })
    }

    @Test("waits for whoever is about to close it")
    func closing() throws {
        let (open, closed) = (volume("a", tag: "mine", open: "open"), volume("a", tag: "mine"))
        let done = LVMResult(succeeded: true, printed: [], errors: [])
        let script = Script([
            group(), report("lv", open), group(), report("lv", closed), done, group(), report("lv"),
        ])
        var pauses = 0
        let service = VolumeService(runner: script, pause: { pauses += 1 })
        #expect(service.answer(.remove(try removal())).answer == .removed(true))
        #expect(pauses == 1)
    }

    @Test("does not believe a removal that has removed nothing")
    func unbelievable() throws {
        let there = [group(), report("lv", volume("a", tag: "mine"))]
        let done = LVMResult(succeeded: true, printed: [], errors: [])
        let reply = VolumeService(runner: Script(there + [done] + there)).answer(.remove(try removal()))
        guard case .failed(.failed, let message) = reply.answer else {
            Issue.record("\(reply)")
            return
        }
        #expect(message.contains("still there"))
    }
}
