import Foundation
import KernelExtraction
import Testing

@Suite("Partition tables")
struct PartitionTableTests {
    private let lab: ImageLab

    init() throws { lab = try ImageLab() }

    private func divided(_ script: String, size: Int = 64 << 20) throws -> PartitionTable {
        try lab.truncate("disk", to: size)
        try lab.run("sfdisk", ["--no-reread", "-q", "disk"], input: script)
        return try PartitionTable.read(try lab.disk("disk"))
    }

    /// Partitions as numbers and sectors.
    private func places(_ table: PartitionTable) -> [[UInt64]] {
        table.partitions.map { [UInt64($0.number), $0.start / 512, $0.size / 512] }
    }

    @Test("a disk without one is one file system")
    func none() throws {
        let table = try PartitionTable.read(MemoryDisk([UInt8](repeating: 0, count: 4096)))
        #expect(table.scheme == .none)
        #expect(
            table.partitions == [Partition(number: 0, start: 0, size: 4096, description: "whole disk")])
        #expect(try PartitionTable.read(MemoryDisk([])).scheme == .none)
    }

    @Test("a boot sector's code in the place of entries is no table")
    func bootSector() throws {
        var bytes = [UInt8](repeating: 0xAB, count: 4096)
        (bytes[510], bytes[511]) = (0x55, 0xAA)
        #expect(try PartitionTable.read(MemoryDisk(bytes)).scheme == .none)
    }

    @Test(
        "an MBR gives primary and logical partitions, the active one first to search",
        .enabled(if: ImageLab.has("sfdisk")))
    func logical() throws {
        let table = try divided(
            """
            label: dos
            start=2048, size=8192, type=83
            start=10240, size=4096, type=82
            start=14336, size=8192, type=83, bootable
            start=22528, type=5
            start=24576, size=2048, type=83
            start=28672, size=4096, type=8e
            start=34816, size=1024, type=83
            """)
        #expect(table.scheme == .mbr)
        #expect(
            places(table) == [
                [1, 2048, 8192], [2, 10240, 4096], [3, 14336, 8192], [5, 24576, 2048], [6, 28672, 4096],
                [7, 34816, 1024],
            ])
        #expect(table.searchOrder.map(\.number) == [3, 1, 2, 5, 6, 7])
        #expect(table.partitions[4].description == "Linux LVM")
        #expect(table.warnings.isEmpty)
    }

    @Test("a chain of logical partitions that comes back to itself ends", .enabled(if: ImageLab.has("sfdisk")))
    func loop() throws {
        _ = try divided("label: dos\nstart=2048, type=5\nstart=4096, size=2048\nstart=8192, size=2048\n")
        // The second link's own "next" leads to the first.
        let second = try lab.bytes("disk")[2048 * 512 + 470..<2048 * 512 + 474]
        let place = 2048 + Int(second.reversed().reduce(0) { $0 << 8 | UInt32($1) })
        try lab.write([0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], to: "disk", at: place * 512 + 462)
        let table = try PartitionTable.read(try lab.disk("disk"))
        #expect(table.partitions.map(\.number) == [5, 6])
        #expect(table.warnings == ["logical partitions: the chain comes back to sector 2048"])
    }

    private static let threeGUIDPartitions = """
        label: gpt
        start=2048, size=8192, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
        start=10240, size=4096, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F
        start=14336, size=8192, attrs=LegacyBIOSBootable
        """
    private static let places: [[UInt64]] = [[1, 2048, 8192], [2, 10240, 4096], [3, 14336, 8192]]

    @Test("a GPT gives its partitions with what they are for", .enabled(if: ImageLab.has("sfdisk")))
    func guid() throws {
        let table = try divided(Self.threeGUIDPartitions)
        #expect(table.scheme == .gpt)
        #expect(places(table) == Self.places)
        #expect(table.partitions.map(\.description) == ["EFI system", "Linux swap", "Linux"])
        #expect(table.searchOrder.map(\.number) == [3, 1, 2])
        #expect(table.warnings.isEmpty)
    }

    @Test(
        "a GPT with a damaged header or array is read from its backup, with a warning",
        .enabled(if: ImageLab.has("sfdisk")), arguments: [512 + 60, 2 * 512 + 40])
    func backup(damage: Int) throws {
        _ = try divided(Self.threeGUIDPartitions)
        try lab.write([0xFF, 0xFE], to: "disk", at: damage)
        let table = try PartitionTable.read(try lab.disk("disk"))
        #expect(places(table) == Self.places)
        #expect(table.warnings.count == 1)
        #expect(table.warnings[0].contains("checksum"))
    }

    @Test("a GPT of which both copies are damaged is refused", .enabled(if: ImageLab.has("sfdisk")))
    func bothDamaged() throws {
        _ = try divided(Self.threeGUIDPartitions)
        try lab.write([0xFF, 0xFE], to: "disk", at: 512 + 60)
        try lab.write([0xFF, 0xFE], to: "disk", at: (64 << 20) - 512 + 60)
        #expect(throws: ExtractionError.self) { try PartitionTable.read(try lab.disk("disk")) }
    }

    @Test("a GPT for sectors of 4096 bytes is read, and by its backup too", arguments: [false, true])
    func largeSectors(isDamaged: Bool) throws {
        var disk = GUIDTableWriter.disk(sector: 4096, sectors: 256, partitions: [(6, 15), (16, 99)])
        if isDamaged { disk[4096 + 20] ^= 1 }
        let table = try PartitionTable.read(MemoryDisk(disk))
        #expect(table.scheme == .gpt)
        #expect(table.partitions.map(\.start) == [6 * 4096, 16 * 4096])
        #expect(table.partitions.map(\.size) == [10 * 4096, 84 * 4096])
        #expect(table.warnings.isEmpty != isDamaged)
    }

    @Test("an ISO that is a disk too is searched as a whole first")
    func hybrid() throws {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        (bytes[510], bytes[511]) = (0x55, 0xAA)
        bytes.replaceSubrange(446..<462, with: [0x80, 0, 0, 0, 0x17, 0, 0, 0, 64, 0, 0, 0, 0, 4, 0, 0])
        bytes.replaceSubrange(0x8001..<0x8006, with: Array("CD001".utf8))
        let table = try PartitionTable.read(MemoryDisk(bytes))
        #expect(table.searchOrder.map(\.number) == [0, 1])
    }

    @Test("partitions beyond the disk's end are cut or left out, with a warning")
    func beyond() throws {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        (bytes[510], bytes[511]) = (0x55, 0xAA)
        bytes.replaceSubrange(446..<462, with: [0, 0, 0, 0, 0x83, 0, 0, 0, 64, 0, 0, 0, 0xFF, 0xFF, 0, 0])
        bytes.replaceSubrange(462..<478, with: [0, 0, 0, 0, 0x83, 0, 0, 0, 0, 0, 0, 0x80, 0, 4, 0, 0])
        let table = try PartitionTable.read(MemoryDisk(bytes))
        #expect(table.partitions.map(\.size) == [(1 << 20) - 64 * 512])
        #expect(table.warnings.count == 2)
    }

    @Test("whatever is changed in a table, reading it ends")
    func mutations() throws {
        let seeds = [
            GUIDTableWriter.disk(sector: 512, sectors: 512, partitions: [(40, 99), (100, 199)]),
            GUIDTableWriter.disk(sector: 4096, sectors: 64, partitions: [(6, 15)]),
        ]
        var random = SeededBytes(seed: 4)
        for seed in seeds {
            for _ in 0..<1000 {
                var bytes = seed
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    bytes[Int.random(in: 440..<1200, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                (bytes[510], bytes[511]) = (0x55, 0xAA)
                if Bool.random(using: &random) { bytes[450] = 5 }
                let disk = MemoryDisk(bytes)
                guard let table = try? PartitionTable.read(disk) else { continue }
                for partition in table.partitions { #expect(throws: Never.self) { try partition.source(of: disk) } }
            }
        }
    }
}
