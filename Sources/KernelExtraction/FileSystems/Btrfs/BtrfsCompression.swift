/// How an extent is packed, by its number in the extent's item.
enum BtrfsCompression: UInt8 {
    case none = 0
    case zlib, lzo, zstd

    /// Linux packs at most as much at once.
    static let largestExtent = 128 << 10

    /// Unpacks an extent.
    ///
    /// - Parameters:
    ///   - count: bytes that may come out; fewer are filled up with zeros, because Linux packs a file's last sector only
    ///     up to the file's end.
    ///   - sector: bytes that LZO packs at once.
    /// - Throws: `.corrupt`, or `.limit` for a stream of more than `count`.
    func unpack(_ packed: [UInt8], count: Int, sector: Int) throws(ExtractionError) -> [UInt8] {
        let sink = MemorySink()
        let bounded = BoundedSink(sink, limit: UInt64(count), of: "an extent")
        switch self {
        case .none: return packed
        case .zlib: try Inflate(.zlib).run(CompressedInput(MemoryDisk(packed)), into: bounded)
        case .zstd: try Unzstd().run(CompressedInput(MemoryDisk(packed)), into: bounded)
        case .lzo: try Self.unpackLZO(Fields(packed, of: "lzo"), sector: sector, into: bounded)
        }
        return sink.bytes + [UInt8](repeating: 0, count: count - sink.bytes.count)
    }

    /// The frame of btrfs around LZO: the length of all, then pieces with their length, none of which begins with less
    /// than four bytes left in a sector (fs/btrfs/lzo.c).
    private static func unpackLZO(_ fields: Fields, sector: Int, into sink: any ByteSink) throws(ExtractionError) {
        let total = try Int(fields.little(0, as: UInt32.self))
        guard total <= fields.count else {
            throw ExtractionError(.corrupt, "lzo: \(total) bytes do not fit the extent")
        }
        var place = 4
        while place < total {
            let left = sector - place % sector
            if left < 4 { place += left }
            guard place < total else { return }
            let count = try Int(fields.little(place, as: UInt32.self))
            guard count > 0 else { throw ExtractionError(.corrupt, "lzo: a piece is empty") }
            let piece = try fields.range(place + 4, count)
            try sink.write(try LZO1X.unpack(Array(piece), limit: sector))
            place += 4 + count
        }
    }
}
