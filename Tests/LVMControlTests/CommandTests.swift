import Model
import Testing

@testable import LVMControl

@Suite("A command of LVM")
struct CommandTests {
    @Test(
        "is one string that the library splits into the same words",
        arguments: [
            ["lvs"], ["lvs", ""], ["lvs", "a b", "c"], ["lvs", "it's"], ["lvs", "it's two"], ["lvs", "say \"x\" to"],
            ["lvs", "#x"], ["lvs", "a#x"], ["lvs", "'x"], ["lvs", "\"x"], ["lvs", "x\ty\nz"], ["lvs", "lv_name=\"a\""],
        ])
    func quoting(words: [String]) throws {
        #expect(Splitter.split(try LVMCommand(words).line()) == words)
    }

    @Test("that no string can carry is refused", arguments: ["it's \"both\" ways", "nul\u{0}"])
    func impossible(word: String) throws {
        let error = try #require(throws: ProvisionError.self) { try LVMCommand(["lvs", word]).line() }
        #expect(error.code == .badInput)
    }

    @Test("of more words than the library takes is refused, for it would drop the rest")
    func tooLong() {
        #expect(throws: ProvisionError.self) { try LVMCommand(.init(repeating: "x", count: 64)).line() }
        #expect(throws: Never.self) { try LVMCommand(.init(repeating: "x", count: 63)).line() }
    }

    private func creation(_ kind: VolumeCreation.Kind) throws -> VolumeCreation {
        VolumeCreation(
            group: try LVMName("vg0"), name: try LVMName("web1-disk"), tag: try LVMName("provision.ab"), kind: kind)
    }

    @Test("makes a linear volume with its tag, of whole sectors")
    func linear() throws {
        #expect(
            try LVMCommand.create(creation(.linear(size: ByteSize(bytes: 1_000_000)))).line()
                == "lvcreate --yes --name web1-disk --addtag provision.ab --zero y --wipesignatures y --size 1000448b vg0"
        )
    }

    @Test("makes a thin volume in its pool")
    func thin() throws {
        let kind = VolumeCreation.Kind.thin(pool: try LVMName("pool"), size: ByteSize(gibibytes: 1))
        #expect(
            try LVMCommand.create(creation(kind)).line()
                == "lvcreate --type thin --yes --name web1-disk --addtag provision.ab --virtualsize 1073741824b"
                + " --thinpool pool vg0")
    }

    @Test("makes a snapshot, with room of its own or out of the origin's pool")
    func snapshot() throws {
        let origin = try LVMName("golden")
        #expect(
            try LVMCommand.create(creation(.snapshot(origin: origin, room: ByteSize(mebibytes: 1)))).words.suffix(3)
                == ["--size", "1048576b", "vg0/golden"])
        #expect(
            try LVMCommand.create(creation(.snapshot(origin: origin, room: nil))).words.suffix(3)
                == ["--setactivationskip", "n", "vg0/golden"])
    }

    @Test("removes by name, tag and UUID in one selection")
    func remove() throws {
        let removal = VolumeRemoval(
            group: try LVMName("vg0"), name: try LVMName("web1-disk"), tag: try LVMName("provision.ab"),
            uuid: try LVMName("LPqw3y-QVLl"))
        #expect(
            LVMCommand.remove(removal).words == [
                "lvremove", "--yes", "--select",
                "lv_name=\"web1-disk\" && lv_tags={\"provision.ab\"} && lv_uuid=\"LPqw3y-QVLl\"", "vg0",
            ])
    }
}

/// `lvm_split` of lvmcmdline.c, as LVM 2.03 has it.
private enum Splitter {
    static func split(_ line: String) -> [String] {
        var words: [String] = []
        var rest = Array(line.utf8)[...]
        let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
        while true {
            rest = rest.drop(while: isSpace)
            guard let first = rest.first, first != UInt8(ascii: "#") else { return words }
            let quote = [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(first) ? first : nil
            if quote != nil { rest = rest.dropFirst() }
            let word = rest.prefix { byte in quote.map { byte != $0 } ?? !isSpace(byte) }
            words.append(String(decoding: word, as: UTF8.self))
            rest = rest.dropFirst(word.count + 1)
        }
    }
}
