/// The bytes of one file.
final class BtrfsContent {
    /// A file of 4 GiB in single sectors has as many.
    private static let limit = 1 << 20

    private let volume: BtrfsVolume
    private let what: String
    private var extents: [BtrfsExtent] = []
    /// The extent that was unpacked last: files are read in pieces.
    private var unpacked: (start: UInt64, bytes: [UInt8])?

    /// Reads the list of a file's extents.
    init(_ inode: UInt64, in tree: BtrfsTree) throws(ExtractionError) {
        volume = tree.volume
        what = "inode \(inode)"
        var extents: [BtrfsExtent] = []
        try tree.scan(BtrfsKey.all(inode, .extentData)) { key, item throws(ExtractionError) in
            do throws(ExtractionError) {
                let extent = try BtrfsExtent(item, start: key.offset)
                guard extents.last.map({ $0.end <= extent.start }) ?? true else {
                    throw ExtractionError(.corrupt, "its extents overlap")
                }
                guard extents.count < Self.limit else {
                    throw ExtractionError(.limit, "it has more than \(Self.limit) extents")
                }
                extents.append(extent)
                return true
            } catch {
                throw error.during("inode \(inode)")
            }
        }
        self.extents = extents
    }

    /// `count` bytes from a byte of the file; what has no extent reads as zeros.
    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: count)
        let end = offset + UInt64(count)
        var index = index(after: offset)
        while index < extents.count, extents[index].start < end {
            let extent = extents[index]
            let start = max(offset, extent.start)
            let wanted = Int(min(end, extent.end) - start)
            do throws(ExtractionError) {
                if let bytes = try self.bytes(of: extent, from: start - extent.start, count: wanted) {
                    content.overwrite(at: Int(start - offset), with: bytes)
                }
            } catch {
                throw error.during(what)
            }
            index += 1
        }
        return content
    }

    /// The index of the first extent that ends after a byte of the file.
    private func index(after offset: UInt64) -> Int {
        var low = 0
        var high = extents.count
        while low < high {
            let middle = (low + high) / 2
            if extents[middle].end > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func bytes(of extent: BtrfsExtent, from offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8]? {
        switch extent.place {
        case .hole: return nil
        case .inline(let fields):
            let skipped = try offset.bounded(by: fields.count + BtrfsCompression.largestExtent, "an inline extent")
            guard extent.compression != .none else { return Array(try fields.range(skipped, count)) }
            return Array(
                try unpack(extent) { () throws(ExtractionError) in Array(try fields.range(0, fields.count)) }
                    .range(skipped, count))
        case .stored(let address, let stored, let skipped):
            let from = skipped + offset
            guard extent.compression != .none else { return try volume.bytes(at: address + from, count: count) }
            let whole = try unpack(extent) { () throws(ExtractionError) in
                try volume.bytes(at: address, count: Int(stored))
            }
            return Array(try whole.range(Int(from), count))
        }
    }

    private func unpack(
        _ extent: BtrfsExtent, _ packed: () throws(ExtractionError) -> [UInt8]
    ) throws(ExtractionError) -> Fields {
        if let unpacked, unpacked.start == extent.start { return Fields(unpacked.bytes, of: "extent") }
        let bytes = try extent.compression.unpack(
            packed(), count: Int(extent.unpacked), sector: volume.superblock.sectorSize)
        unpacked = (extent.start, bytes)
        return Fields(bytes, of: "extent")
    }
}
