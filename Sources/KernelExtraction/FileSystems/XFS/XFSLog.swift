/// The log of an XFS, looked at only to know whether changes in it are missing from the file system.
///
/// Source: `xlog_find_head` and `xlog_check_unmount_rec` of Linux' fs/xfs/xfs_log_recover.c.
struct XFSLog {
    private static let sector: UInt64 = 512
    private static let magic: UInt32 = 0xfeed_babe
    private static let unmount: UInt8 = 0x20
    /// Sectors that one record may have: 256 KiB and its headers.
    private static let longestRecord: UInt64 = 512 + 8

    private let source: any DiskSource
    private let start: UInt64
    private let sectors: UInt64

    /// - Returns: nil when the log is on another device or not where it should be.
    init?(_ source: any DiskSource, _ superblock: XFSSuperblock) {
        guard superblock.logStart != 0, superblock.logBlocks > 0,
            let start = superblock.offset(ofBlock: superblock.logStart, count: superblock.logBlocks)
        else { return nil }
        self.source = source
        self.start = start
        sectors = superblock.logBlocks << UInt64(superblock.blockLog) / Self.sector
    }

    /// Whether the last thing written was that the file system is unmounted.
    func isClean() throws(ExtractionError) -> Bool {
        let head = try head()
        for distance in 1...min(Self.longestRecord, sectors) {
            let position = (head + sectors - distance) % sectors
            let record = Fields(try read(position), of: "log")
            guard try record.big(0) == Self.magic else { continue }
            guard try record.big(40) == 1 as UInt32 else { return false }
            let size: UInt32 = try record.big(320)
            let isVersion2 = try record.big(8, as: UInt32.self) & 2 != 0
            let headers = isVersion2 ? max(1, (UInt64(size) + 32767) / 32768) : 1
            let operation = Fields(try read((position + headers) % sectors), of: "log")
            return try operation.byte(9) & Self.unmount != 0
        }
        // Never written: a log of zeros.
        return try cycle(0) == 0
    }

    /// The sector after the newest: from there on the log was written one time less.
    private func head() throws(ExtractionError) -> UInt64 {
        let newest = try cycle(0)
        guard try cycle(sectors - 1) != newest else { return 0 }
        var low: UInt64 = 0
        var high = sectors - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if try cycle(middle) == newest { low = middle } else { high = middle }
        }
        return high
    }

    /// How often the log had been written through when a sector was written.
    private func cycle(_ position: UInt64) throws(ExtractionError) -> UInt32 {
        let fields = Fields(try read(position), of: "log")
        return try fields.big(0) == Self.magic ? fields.big(4) : fields.big(0)
    }

    private func read(_ position: UInt64) throws(ExtractionError) -> [UInt8] {
        try source.read(at: start + position * Self.sector, count: Int(Self.sector))
    }
}
