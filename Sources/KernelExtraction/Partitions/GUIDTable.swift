/// A GUID partition table (UEFI specification, chapter 5.3), for sectors of 512 and of 4096 bytes.
///
/// The disk's own sector size is unknown, as the disk may be a file: both are tried, and the checksums decide.
enum GUIDTable {
    private static let sectors: [UInt64] = [512, 4096]
    /// More would be neither a table anybody makes nor one to read into memory.
    private static let maximumArray = 1 << 20

    /// The partitions by the primary header, else by the backup at the disk's end.
    ///
    /// - Throws: `.corrupt` with each copy's fault when no copy is valid.
    static func read(_ disk: any DiskSource) throws(ExtractionError) -> PartitionTable {
        var faults: [String] = []
        for sector in sectors {
            let copies: [(String, UInt64)] = [("GPT header", 1), ("backup GPT header", disk.size / sector)]
            for (index, copy) in copies.enumerated() {
                let place = index == 0 ? copy.1 : copy.1 - min(1, copy.1)
                do {
                    guard let table = try table(disk, sector: sector, at: place) else { continue }
                    return PartitionTable(
                        scheme: .gpt, partitions: table.partitions, warnings: faults + table.warnings)
                } catch {
                    guard error.kind != .unreadable else { throw error }
                    faults.append("\(copy.0) at sector \(place): \(error.message)")
                }
            }
        }
        if faults.isEmpty { faults = ["there is no GPT header, though the boot record announces one"] }
        throw ExtractionError(.corrupt, faults.joined(separator: "; "))
    }

    private static func table(
        _ disk: any DiskSource, sector: UInt64, at place: UInt64
    ) throws(ExtractionError) -> PartitionTable? {
        let start = place * sector
        guard start + sector <= disk.size else { return nil }
        let header = Fields(try disk.read(at: start, count: Int(sector)), of: "GPT header")
        guard Array(try header.range(0, 8)) == Array("EFI PART".utf8) else { return nil }
        try verify(header, place: place)
        let array = try entries(disk, header, sector: sector)
        let size = Int(try header.little(84, as: UInt32.self))
        var partitions: [Partition] = []
        var warnings: [String] = []
        for index in 0..<array.count / size {
            let entry = try array.part(index * size, size, of: "GPT entry \(index + 1)")
            guard let partition = try partition(entry, number: index + 1, sector: sector) else { continue }
            guard partition.start < disk.size, partition.size <= disk.size - partition.start else {
                warnings.append("partition \(index + 1) lies beyond the end of the disk")
                continue
            }
            partitions.append(partition)
            guard partitions.count <= Limits.partitions else {
                throw ExtractionError(.limit, "more than \(Limits.partitions) partitions")
            }
        }
        return PartitionTable(scheme: .gpt, partitions: partitions, warnings: warnings)
    }

    private static func verify(_ header: Fields, place: UInt64) throws(ExtractionError) {
        let length = Int(try header.little(12, as: UInt32.self))
        guard length >= 92, length <= header.count else {
            throw ExtractionError(.corrupt, "its length is \(length)")
        }
        var bytes = Array(try header.range(0, length))
        for index in 16..<20 { bytes[index] = 0 }
        guard Checksum.agrees(CRC32.ieee.checksum(bytes), try header.little(16)) else {
            throw ExtractionError(.corrupt, "its checksum is wrong")
        }
        guard try header.little(24, as: UInt64.self) == place else {
            throw ExtractionError(.corrupt, "it says that it lies elsewhere")
        }
    }

    private static func entries(
        _ disk: any DiskSource, _ header: Fields, sector: UInt64
    ) throws(ExtractionError) -> Fields {
        let count = Int(try header.little(80, as: UInt32.self))
        let size = Int(try header.little(84, as: UInt32.self))
        guard size >= 128, size <= 4096, size % 8 == 0 else {
            throw ExtractionError(.corrupt, "its entries have \(size) bytes")
        }
        guard count <= maximumArray / size else { throw ExtractionError(.limit, "it has \(count) entries") }
        let first = try header.little(72, as: UInt64.self)
        guard first <= disk.size / sector else { throw ExtractionError(.corrupt, "its entries lie beyond the disk") }
        let bytes = try disk.read(at: first * sector, count: count * size)
        guard Checksum.agrees(CRC32.ieee.checksum(bytes), try header.little(88)) else {
            throw ExtractionError(.corrupt, "the checksum of its entries is wrong")
        }
        return Fields(bytes, of: "GPT entries")
    }

    private static func partition(
        _ entry: Fields, number: Int, sector: UInt64
    ) throws(ExtractionError) -> Partition? {
        let type = Array(try entry.range(0, 16))
        guard type.contains(where: { $0 != 0 }) else { return nil }
        let first = try entry.little(32, as: UInt64.self)
        let last = try entry.little(40, as: UInt64.self)
        // Products of more would not fit a byte offset, and no disk is as large.
        guard first > 0, last >= first, last < 1 << 48 else { return nil }
        let attributes = try entry.little(48, as: UInt64.self)
        return Partition(
            number: number, start: first * sector, size: (last - first + 1) * sector,
            description: PartitionType.name(gpt: type), isActive: attributes & 4 != 0)
    }
}
