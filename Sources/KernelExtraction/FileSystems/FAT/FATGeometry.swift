/// The boot sector of a FAT file system (Microsoft's specification of 2000), checked so that later arithmetic cannot
/// fail.
struct FATGeometry {
    /// How wide an entry of the table is.
    enum Width: Int, Sendable {
        case bits12 = 12
        case bits16 = 16
        case bits32 = 32
    }

    let width: Width
    let sectorSize: Int
    let clusterSize: Int
    /// Where the first copy of the table begins, in bytes, and how long it is.
    let table: Range<UInt64>
    /// The root directory of FAT12 and FAT16, in bytes; empty for FAT32.
    let root: Range<UInt64>
    /// The first cluster of the root directory of FAT32.
    let rootCluster: UInt32
    /// Where cluster 2 begins, in bytes.
    let data: UInt64
    /// How many clusters there are; they are numbered from 2 on.
    let clusterCount: UInt32
    let serial: UInt32
    let label: [UInt8]

    /// - Throws: `.corrupt` where this is no boot sector of a FAT file system.
    init(_ sector: [UInt8]) throws(ExtractionError) {
        let fields = Fields(sector, of: "boot sector")
        func require(_ condition: Bool, _ what: String) throws(ExtractionError) {
            guard condition else { throw ExtractionError(.corrupt, "boot sector: \(what)") }
        }
        sectorSize = Int(try fields.little(11, as: UInt16.self))
        let perCluster = Int(try fields.byte(13))
        let reserved = UInt64(try fields.little(14, as: UInt16.self))
        let tables = UInt64(try fields.byte(16))
        let rootEntries = UInt64(try fields.little(17, as: UInt16.self))
        let media = try fields.byte(21)
        try require(try fields.little(510, as: UInt16.self) == 0xAA55, "its signature is missing")
        try require([512, 1024, 2048, 4096].contains(sectorSize), "sectors of \(sectorSize) bytes")
        try require(perCluster > 0 && perCluster & (perCluster - 1) == 0, "clusters of \(perCluster) sectors")
        try require(reserved > 0 && tables > 0 && tables <= 4, "no place for the table")
        try require(media == 0xF0 || media >= 0xF8, "no kind of medium")
        clusterSize = perCluster * sectorSize

        let short = UInt64(try fields.little(22, as: UInt16.self))
        let isWide = short == 0
        let tableSectors = isWide ? UInt64(try fields.little(36, as: UInt32.self)) : short
        let few = UInt64(try fields.little(19, as: UInt16.self))
        let total = few == 0 ? UInt64(try fields.little(32, as: UInt32.self)) : few
        let size = UInt64(sectorSize)
        let rootSectors = (rootEntries * 32 + size - 1) / size
        let before = reserved + tables * tableSectors + rootSectors
        try require(tableSectors > 0 && total > before, "no place for data")
        table = reserved * size..<(reserved + tableSectors) * size
        root = (before - rootSectors) * size..<(isWide ? before - rootSectors : before) * size
        data = before * size
        // What the table has no entry for does not exist, whatever the sectors say. Each entry has at least 12 bits.
        let clusters = (total - before) / UInt64(perCluster)
        // The specification decides by the number of clusters; Linux and mkfs.fat make small FAT32 ones, too.
        width = isWide ? .bits32 : clusters < 4085 ? .bits12 : .bits16
        let entries = tableSectors * size * 8 / UInt64(width.rawValue)
        clusterCount = UInt32(min(clusters, max(entries, 2) - 2, 0x0FFF_FFF5))
        rootCluster = isWide ? try fields.little(44) : 0
        let extended = isWide ? 66 : 38
        let hasNames = try fields.byte(extended) == 0x29
        serial = hasNames ? try fields.little(extended + 1) : 0
        label = hasNames ? Array(try fields.range(extended + 5, 11)) : []
    }
}
