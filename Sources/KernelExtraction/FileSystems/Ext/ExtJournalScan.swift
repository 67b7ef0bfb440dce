/// Walks the transactions of a journal and keeps what those that were completed change.
struct ExtJournalScan {
    private enum BlockType {
        static let descriptor: UInt32 = 1
        static let commit: UInt32 = 2
        static let revocation: UInt32 = 5
    }

    /// What a transaction changes, until its commit block says that all of it is there.
    private struct Transaction {
        var copies: [(block: UInt64, copy: ExtJournal.Copy)] = []
        var revoked: [UInt64] = []
    }

    private let journal: ExtJournal
    private let superblock: ExtJournalSuperblock
    private var place: UInt64
    private var walked: UInt64 = 0
    private var sequence: UInt32
    private var revocations: [UInt64: UInt32] = [:]
    private(set) var copies: [UInt64: ExtJournal.Copy] = [:]
    private(set) var warnings: [String] = []

    init(journal: ExtJournal) {
        self.journal = journal
        superblock = journal.superblock
        place = superblock.start
        sequence = superblock.sequence
    }

    /// - Throws: `.unreadable`, and `.corrupt` where blocks of the journal lie outside the disk.
    mutating func run() throws(ExtractionError) {
        var open = Transaction()
        while let block = try next() {
            let fields = Fields(block, of: "journal block")
            guard try fields.big(0) == ExtJournalSuperblock.magic, try fields.big(8) == sequence else { break }
            let type = try fields.big(4, as: UInt32.self)
            guard isIntact(block, type) else {
                warnings.append(
                    "the journal has a wrong checksum in transaction \(sequence) and was replayed up to there")
                break
            }
            if type == BlockType.descriptor {
                try descriptor(fields, into: &open)
            } else if type == BlockType.revocation {
                open.revoked += try revoked(fields)
            } else if type == BlockType.commit {
                complete(open)
                open = Transaction()
                sequence &+= 1
            } else {
                break
            }
        }
        // A revocation holds for copies of its own transaction and of those before it.
        copies = copies.filter { block, copy in
            revocations[block].map { Self.isLater(copy.sequence, than: $0) } ?? true
        }
        try lookForFastCommits()
    }

    /// The next block of the ring; nil when all of it was walked.
    private mutating func next() throws(ExtractionError) -> [UInt8]? {
        guard walked < UInt64(superblock.ring.count) else { return nil }
        let block = try journal.read(place)
        skip()
        return block
    }

    private mutating func skip() {
        walked += 1
        place += 1
        if place >= superblock.ring.upperBound { place = superblock.ring.lowerBound }
    }

    private func isIntact(_ block: [UInt8], _ type: UInt32) -> Bool {
        guard superblock.hasChecksums else { return true }
        let place = type == BlockType.commit ? 16 : block.count - 4
        guard let stored = try? Fields(block, of: "journal block").big(place, as: UInt32.self) else { return false }
        return Checksum.agrees(superblock.checksum(of: block, without: place), stored)
    }

    private mutating func descriptor(_ fields: Fields, into open: inout Transaction) throws(ExtractionError) {
        let end = fields.count - (superblock.hasChecksums ? 4 : 0)
        var at = 12
        while at + superblock.tagSize <= end, walked < UInt64(superblock.ring.count) {
            var block = UInt64(try fields.big(at, as: UInt32.self))
            let flags: UInt32
            let checksum: UInt32
            if superblock.hasTags3 {
                flags = try fields.big(at + 4)
                checksum = try fields.big(at + 12)
            } else {
                flags = UInt32(try fields.big(at + 6, as: UInt16.self))
                checksum = UInt32(try fields.big(at + 4, as: UInt16.self))
            }
            if superblock.isWide { block |= UInt64(try fields.big(at + 8, as: UInt32.self)) << 32 }
            open.copies.append(
                (
                    block,
                    ExtJournal.Copy(
                        place: place, sequence: sequence, isEscaped: flags & 1 != 0, checksum: checksum)
                ))
            skip()
            // Flag 2: the same identifier as before, so that none follows; flag 8: the last tag.
            at += superblock.tagSize + (flags & 2 != 0 ? 0 : 16)
            if flags & 8 != 0 { return }
        }
    }

    private func revoked(_ fields: Fields) throws(ExtractionError) -> [UInt64] {
        let end = Int(try fields.big(12, as: UInt32.self))
        let limit = fields.count - (superblock.hasChecksums ? 4 : 0)
        var blocks: [UInt64] = []
        var at = 16
        let step = superblock.isWide ? 8 : 4
        while at + step <= min(end, limit) {
            blocks.append(superblock.isWide ? try fields.big(at) : UInt64(try fields.big(at, as: UInt32.self)))
            at += step
        }
        return blocks
    }

    private mutating func complete(_ open: Transaction) {
        for (block, copy) in open.copies { copies[block] = copy }
        for block in open.revoked { revocations[block] = sequence }
    }

    /// Fast commits change single inodes by a format of their own, which is not replayed.
    private mutating func lookForFastCommits() throws(ExtractionError) {
        guard let place = superblock.fastCommits else { return }
        let head = Fields(try journal.read(place), of: "fast commit")
        // Tag 9 begins a chain: its length, its features, the transaction it follows.
        guard try head.little(0, as: UInt16.self) == 9, try head.little(8) == sequence else { return }
        warnings.append("the journal's fast commits were not replayed: what was changed last may be missing")
    }

    /// Sequence numbers go round.
    private static func isLater(_ one: UInt32, than other: UInt32) -> Bool { Int32(bitPattern: one &- other) > 0 }
}
