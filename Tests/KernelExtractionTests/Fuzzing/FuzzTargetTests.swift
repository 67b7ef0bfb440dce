import Foundation
import FuzzTargets
import KernelExtraction
import Testing

/// A short run of what the fuzzer runs for hours (`make fuzz`), the same in every run: no trap, and an end.
///
/// XFS, btrfs, ext, FAT and ISO 9660 have such runs on images of their own tools beside their other tests.
@Suite("Made-up input")
struct FuzzTargetTests {
    private static let rounds = 250

    /// The inputs that fuzzing begins with, by target.
    private static func seeds(_ target: String) -> [[UInt8]] {
        let committed = files(in: "Tests/Fuzz/seeds/\(target)")
        switch target {
        case "elf":
            var kernel = SyntheticKernel(bodySize: 64)
            let plain = kernel.elf
            kernel.notesInSections = true
            return [plain, kernel.elf]
        case "bzimage": return bootImages()
        case "frame": return frames()
        default: return committed
        }
    }

    private static func bootImages() -> [[UInt8]] {
        let plain = SyntheticKernel(bodySize: 64).elf
        // Literals only: as long as a tool's block, and no tool is needed.
        let token: [UInt8] = [0xF0] + [UInt8](repeating: 0xFF, count: (plain.count - 15) / 255)
        let block = token + [UInt8((plain.count - 15) % 255)] + plain
        let payload = [0x02, 0x21, 0x4C, 0x18] + SyntheticKernel.little(UInt32(block.count)) + block
        return [SyntheticKernel.bzImage(payload: payload + SyntheticKernel.little(UInt32(plain.count)))]
    }

    private static func frames() -> [[UInt8]] {
        var listed = ExtractionReply()
        listed.listing = Array("title: x\n".utf8)
        listed.choices = [ExtractionReply.Choice(title: Array("x".utf8), isUsable: true)]
        listed.defaultChoice = 0
        listed.warnings = ["one", "two"]
        var extracted = ExtractionReply()
        (extracted.kernelSize, extracted.ramdiskSize, extracted.modes) = (1000, 2000, [.pv, .pvh])
        extracted.arguments = Array("root=/dev/xvda1 ro".utf8)
        let failed = ExtractionReply(ExtractionError(.corrupt, "partition 1: it is no more"))
        return [listed, extracted, failed].map(ReplyFrame.encode)
    }

    @Test("is taken or refused", arguments: FuzzTarget.all.filter { !$0.isImage }.map(\.name))
    func inputs(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let seeds = Self.seeds(name)
        try #require(!seeds.isEmpty)
        var dice = Dice(UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
        for seed in seeds {
            target.run(seed)
            for _ in 0..<Self.rounds / seeds.count { target.run(Self.damage(seed, seeds, &dice)) }
        }
    }

    @Test("is taken or refused where it changes a disk", arguments: ["partitions", "lvm"])
    func images(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let disk =
            name == "lvm"
            ? VolumeDisk.disk(text: try #require(Self.files(in: "Tests/Fuzz/seeds/lvm-text").first))
            : GUIDTableWriter.disk(sector: 512, sectors: 300, partitions: [(40, 99), (100, 200)])
        let image = BaseImage(MemoryDisk(disk), read: target.run)
        #expect(image.places.count > 100)
        var dice = Dice(11)
        for _ in 0..<Self.rounds {
            let count = 1 + PatchedDisk.recordSize * Int.random(in: 1...4, using: &dice)
            target.run((0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }, on: [image])
        }
    }

    @Test("that once was a finding is none any more", arguments: FuzzTarget.all.filter { !$0.isImage }.map(\.name))
    func findings(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        for input in Self.files(in: "Tests/Fuzz/regressions/\(name)") { target.run(input) }
    }

    @Test("begins with what is taken", arguments: ["grub", "legacy", "syslinux", "bls", "systemd-boot", "lilo"])
    func configurations(name: String) throws {
        let files = try #require(ConfigurationFiles.all.first { $0.name == name })
        for seed in Self.seeds(name) { #expect(throws: Never.self) { try files.run(seed) } }
    }

    private static func files(in folder: String) -> [[UInt8]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../\(folder)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.sorted().compactMap { try? Array(Data(contentsOf: root.appending(path: $0))) }
    }

    /// An input with some bytes changed, dropped, doubled or taken from another one.
    private static func damage(_ input: [UInt8], _ others: [[UInt8]], _ dice: inout Dice) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...6, using: &dice) {
            let start = Int.random(in: 0...bytes.count, using: &dice)
            let end = min(bytes.count, start + Int.random(in: 0...32, using: &dice))
            switch Int.random(in: 0..<7, using: &dice) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &dice))
            case 2:
                let other = others.randomElement(using: &dice) ?? []
                let from = Int.random(in: 0...other.count, using: &dice)
                bytes.insert(contentsOf: other[from..<min(other.count, from + 64)], at: start)
            case 3: if Int.random(in: 0..<8, using: &dice) == 0 { bytes.removeSubrange(start...) }
            case 4:
                for index in start..<min(end, start + 8) { bytes[index] = [0, 0x7F, 0x80, 0xFF][index % 4] }
            case 5: if start < bytes.count { bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &dice) }
            default: if start < bytes.count { bytes[start] = UInt8.random(in: 0...255, using: &dice) }
            }
        }
        return bytes
    }
}
