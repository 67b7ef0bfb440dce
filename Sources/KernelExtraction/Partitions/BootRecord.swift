/// A master boot record: four primary partitions, and the chain of logical ones.
struct BootRecord {
    /// A linked list of more would be no disk that anybody made.
    private static let maximumLinks = 128
    private static let sector: UInt64 = 512

    struct Entry: Equatable {
        let isActive: Bool
        let type: UInt8
        /// In sectors; of a primary entry from the disk's beginning.
        let start: UInt64
        let count: UInt64

        var isUsed: Bool { type != 0 && count != 0 }
        /// The three types that hold logical partitions (DOS, LBA, Linux).
        var isExtended: Bool { [0x05, 0x0F, 0x85].contains(type) }
    }

    let entries: [Entry]

    /// Whether it only guards a GPT.
    var isProtective: Bool { entries.contains { $0.type == 0xEE } }

    /// The record in a disk's first sector; nil where that is none.
    ///
    /// A file system's boot sector ends with the same signature, so entries that cannot be some (a flag that is
    /// neither 0 nor 0x80, nothing used, all of it beyond the disk) mean that there is no table.
    static func read(_ disk: any DiskSource) throws(ExtractionError) -> BootRecord? {
        guard disk.size >= sector, let record = try record(disk, at: 0) else { return nil }
        let used = record.entries.filter { $0.isUsed && $0.start > 0 && $0.start < disk.size / sector }
        return used.isEmpty ? nil : record
    }

    /// The partitions, the logical ones from number 5 on.
    func table(of disk: any DiskSource) throws(ExtractionError) -> PartitionTable {
        var found = Found(disk: disk)
        for (index, entry) in entries.enumerated() where entry.isUsed && entry.type != 0xEE && entry.start > 0 {
            if !entry.isExtended { found.add(entry, number: index + 1, base: 0) }
        }
        for entry in entries where entry.isUsed && entry.isExtended {
            do {
                try Self.follow(entry.start, into: &found)
            } catch {
                // The primary partitions are good nevertheless.
                found.warnings.append("logical partitions: \(error.message)")
            }
        }
        return PartitionTable(scheme: .mbr, partitions: found.partitions, warnings: found.warnings)
    }

    private static func follow(_ base: UInt64, into found: inout Found) throws(ExtractionError) {
        var place = base
        var visited: Set<UInt64> = []
        while true {
            guard visited.insert(place).inserted else {
                throw ExtractionError(.corrupt, "the chain comes back to sector \(place)")
            }
            guard visited.count <= maximumLinks else {
                throw ExtractionError(.limit, "the chain has more than \(maximumLinks) links")
            }
            guard let link = try record(found.disk, at: place) else {
                throw ExtractionError(.corrupt, "sector \(place) is no boot record")
            }
            if link.entries[0].isUsed, !link.entries[0].isExtended {
                found.add(link.entries[0], number: found.nextLogical, base: place)
                found.nextLogical += 1
            }
            guard let next = link.entries.dropFirst().first(where: { $0.isUsed && $0.isExtended }) else { return }
            place = base + next.start
        }
    }

    private static func record(_ disk: any DiskSource, at place: UInt64) throws(ExtractionError) -> BootRecord? {
        let fields = Fields(try disk.read(at: place * sector, count: Int(sector)), of: "boot record")
        guard try fields.little(510, as: UInt16.self) == 0xAA55 else { return nil }
        var entries: [Entry] = []
        for index in 0..<4 {
            let entry = try fields.part(446 + 16 * index, 16, of: "partition entry")
            let flag = try entry.byte(0)
            guard flag & 0x7F == 0 else { return nil }
            entries.append(
                Entry(
                    isActive: flag == 0x80, type: try entry.byte(4),
                    start: UInt64(try entry.little(8, as: UInt32.self)),
                    count: UInt64(try entry.little(12, as: UInt32.self))))
        }
        return BootRecord(entries: entries)
    }

    /// What was found so far, and where the disk ends.
    private struct Found {
        let disk: any DiskSource
        var partitions: [Partition] = []
        var warnings: [String] = []
        var nextLogical = 5

        mutating func add(_ entry: Entry, number: Int, base: UInt64) {
            let start = (base + entry.start) * sector
            guard start < disk.size else {
                warnings.append("partition \(number) begins beyond the end of the disk")
                return
            }
            let size = min(entry.count * sector, disk.size - start)
            if size < entry.count * sector { warnings.append("partition \(number) ends beyond the end of the disk") }
            partitions.append(
                Partition(
                    number: number, start: start, size: size, description: PartitionType.name(mbr: entry.type),
                    isActive: entry.isActive))
        }
    }
}
