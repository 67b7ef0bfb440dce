/// A range of a file's content (`struct btrfs_file_extent_item`).
struct BtrfsExtent {
    enum Place {
        /// In the item.
        case inline(Fields)
        /// At a logical address, `stored` bytes long; the range begins `skipped` bytes into what is unpacked from it.
        case stored(address: UInt64, stored: UInt64, skipped: UInt64)
        /// Nowhere: zeros.
        case hole
    }

    private static let largest: UInt64 = 1 << 48

    /// First byte of the range in the file, and its bytes.
    let start: UInt64, length: UInt64
    /// Bytes of the whole extent when unpacked.
    let unpacked: UInt64
    let compression: BtrfsCompression
    let place: Place

    /// Reads an extent's item.
    ///
    /// - Throws: `.unsupported` for encryption and unknown compression, `.corrupt`.
    init(_ item: Fields, start: UInt64) throws(ExtractionError) {
        self.start = start
        unpacked = try item.little(8)
        let number = try item.byte(16)
        guard let compression = BtrfsCompression(rawValue: number) else {
            throw ExtractionError(.unsupported, "an extent with compression \(number) is not supported")
        }
        guard try item.byte(17) == 0, try item.little(18) == 0 as UInt16 else {
            throw ExtractionError(.unsupported, "an encrypted extent is not supported")
        }
        self.compression = compression
        guard compression == .none || unpacked <= UInt64(BtrfsCompression.largestExtent) else {
            throw ExtractionError(.limit, "a compressed extent unpacks to \(unpacked) bytes")
        }
        switch try item.byte(20) {
        case 0:
            place = .inline(try item.part(21, item.count - 21, of: "inline extent"))
            length = compression == .none ? UInt64(item.count - 21) : unpacked
        case 1:
            let address: UInt64 = try item.little(21)
            place =
                try address == 0
                ? .hole : .stored(address: address, stored: item.little(29), skipped: item.little(37))
            length = try item.little(45)
        case 2:
            place = .hole
            length = try item.little(45)
        default: throw ExtractionError(.corrupt, "an extent's type is unknown")
        }
        try check()
    }

    private func check() throws(ExtractionError) {
        guard length <= Self.largest, start <= Self.largest, unpacked <= Self.largest else {
            throw ExtractionError(.corrupt, "an extent is longer than any disk")
        }
        guard case .stored(let address, let stored, let skipped) = place else { return }
        let room = compression == .none ? stored : unpacked
        guard skipped <= room, length <= room - skipped, address <= UInt64.max - stored,
            compression == .none || stored <= UInt64(BtrfsCompression.largestExtent)
        else { throw ExtractionError(.corrupt, "an extent at logical address \(address) contradicts itself") }
    }

    /// The first byte after the range.
    var end: UInt64 { start + length }
}
