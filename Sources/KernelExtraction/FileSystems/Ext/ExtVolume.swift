/// The blocks of an ext file system as they will be once its journal is replayed, and where its inodes lie.
final class ExtVolume {
    private let source: any DiskSource
    let tolerance: Tolerance
    private(set) var superblock: ExtSuperblock
    private var journal: ExtJournal?
    private var tables: [UInt64: UInt64] = [:]

    /// - Parameters: `replay` false reads the blocks as they are.
    init(_ source: any DiskSource, tolerance: Tolerance, replay: Bool) throws(ExtractionError) {
        self.source = source
        self.tolerance = tolerance
        superblock = try ExtSuperblock(
            try source.read(at: ExtSuperblock.place, count: ExtSuperblock.length), tolerance: tolerance)
        let size = superblock.blockCount * UInt64(superblock.blockSize)
        if size > source.size { tolerance.warn("the file system has \(size) bytes, and its disk only \(source.size)") }
        guard superblock.features.has(.needsRecovery) else { return }
        guard replay else {
            tolerance.warn("the journal was not replayed, as asked: what was changed last may be missing")
            return
        }
        try openJournal()
    }

    private func openJournal() throws(ExtractionError) {
        do throws(ExtractionError) {
            guard let inode = try journalInode() else { return }
            journal = try ExtJournal(of: inode, in: self, source: source)
        } catch {
            guard error.kind != .unreadable else { throw error }
            try tolerance.fault("the journal cannot be replayed: \(error.message)")
            return
        }
        tables = [:]
        guard journal != nil else { return }
        let block = superblock.blockSize == 1024 ? 1 : 0
        let skipped = block == 1 ? 0 : Int(ExtSuperblock.place)
        let renewed = try ExtSuperblock(
            try read(UInt64(block), skip: skipped, count: ExtSuperblock.length), tolerance: tolerance)
        guard renewed.blockSize == superblock.blockSize else {
            throw ExtractionError(.corrupt, "the journal changes the size of blocks")
        }
        superblock = renewed
    }

    private func journalInode() throws(ExtractionError) -> ExtInode? {
        guard superblock.features.hasJournal, superblock.journalInode != 0 else {
            tolerance.warn("its journal lies elsewhere and was not replayed: what was changed last may be missing")
            return nil
        }
        return try ExtInode(superblock.journalInode, in: self)
    }

    /// `count` bytes from `skip` bytes behind the beginning of a block on; they may span blocks that follow it.
    ///
    /// - Throws: `.corrupt` when they do not lie within the file system.
    func read(_ block: UInt64, skip: Int = 0, count: Int) throws(ExtractionError) -> [UInt8] {
        let size = UInt64(superblock.blockSize)
        guard block < superblock.blockCount else {
            throw ExtractionError(.corrupt, "block \(block) lies beyond the file system's end")
        }
        let start = block * size + UInt64(skip)
        let end = superblock.blockCount * size
        guard start <= end, UInt64(count) <= end - start else {
            throw ExtractionError(.corrupt, "\(count) bytes from block \(block) lie beyond the file system's end")
        }
        var bytes = try source.read(at: start, count: count)
        guard let journal, count > 0 else { return bytes }
        for changed in journal.changed(from: start / size, through: (start + UInt64(count) - 1) / size) {
            guard let fresh = try journal.contents(of: changed) else { continue }
            let from = max(start, changed * size)
            let to = min(start + UInt64(count), (changed + 1) * size)
            bytes.replaceSubrange(
                Int(from - start)..<Int(to - start), with: fresh[Int(from - changed * size)..<Int(to - changed * size)])
        }
        return bytes
    }

    /// One block.
    func block(_ number: UInt64) throws(ExtractionError) -> [UInt8] { try read(number, count: superblock.blockSize) }

    /// The bytes of an inode.
    ///
    /// - Throws: `.corrupt` where there is no such inode or its table lies outside.
    func inode(_ number: UInt32) throws(ExtractionError) -> [UInt8] {
        guard number >= 1, number <= superblock.inodeCount else {
            throw ExtractionError(.corrupt, "there is no inode \(number)")
        }
        let group = UInt64((number - 1) / superblock.inodesPerGroup)
        let offset = Int((number - 1) % superblock.inodesPerGroup) * superblock.inodeSize
        let table = try inodeTable(group)
        let block = table + UInt64(offset / superblock.blockSize)
        return try read(block, skip: offset % superblock.blockSize, count: superblock.inodeSize)
    }

    private func inodeTable(_ group: UInt64) throws(ExtractionError) -> UInt64 {
        if let known = tables[group] { return known }
        let bytes = try descriptor(group)
        let fields = Fields(bytes, of: "descriptor of group \(group)")
        try verify(fields, group)
        let high = superblock.descriptorSize >= 64 ? try fields.little(0x28, as: UInt32.self) : 0
        let table = UInt64(high) << 32 | UInt64(try fields.little(8, as: UInt32.self))
        guard table > 0, table < superblock.blockCount else {
            throw ExtractionError(.corrupt, "the inode table of group \(group) lies beyond the file system's end")
        }
        tables[group] = table
        return table
    }

    private func descriptor(_ group: UInt64) throws(ExtractionError) -> [UInt8] {
        guard group < superblock.groupCount else { throw ExtractionError(.corrupt, "there is no group \(group)") }
        let number = group / superblock.descriptorsPerBlock
        let skip = Int(group % superblock.descriptorsPerBlock) * superblock.descriptorSize
        return try read(descriptorBlock(number), skip: skip, count: superblock.descriptorSize)
    }

    private func descriptorBlock(_ number: UInt64) -> UInt64 {
        let first = superblock.firstDataBlock
        // Blocks of 1 KiB in clusters: block 0 is not counted as data, and yet the superblock is in block 1.
        let isShifted = superblock.blockSize == 1024 && first == 0
        guard number >= superblock.firstMetaGroup else { return first + 1 + number + (isShifted ? 1 : 0) }
        let group = number * superblock.descriptorsPerBlock
        let skipped: UInt64 = (hasBackup(group) ? 1 : 0) + (isShifted && number == 0 ? 1 : 0)
        return first + group * superblock.blocksPerGroup + skipped
    }

    private func hasBackup(_ group: UInt64) -> Bool {
        if group == 0 { return true }
        if superblock.features.hasTwoBackups { return superblock.backupGroups.contains(group) }
        guard superblock.features.has(.sparseBackups), group > 1 else { return true }
        return [3, 5, 7].contains { (base: UInt64) in
            var rest = group
            while rest % base == 0 { rest /= base }
            return rest == 1
        }
    }

    private func verify(_ fields: Fields, _ group: UInt64) throws(ExtractionError) {
        let number = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: group >> $0) }
        let head = try fields.range(0, 0x1E)
        let tail = try fields.range(0x20, fields.count - 0x20)
        let sum: UInt16
        if superblock.features.has(.metadataChecksums) {
            let crc = CRC32.castagnoli
            let all = crc.update(
                crc.update(crc.update(crc.update(superblock.checksumSeed, number[...]), head), [0, 0]), tail)
            sum = UInt16(truncatingIfNeeded: all)
        } else if superblock.features.has(.descriptorChecksums) {
            sum = [superblock.uuid[...], number[...], head, tail].reduce(0xFFFF) { CRC16.update($0, $1) }
        } else {
            return
        }
        if !Checksum.agrees(sum, try fields.little(0x1E)) {
            try tolerance.fault("the checksum of the descriptor of group \(group) is wrong")
        }
    }
}
