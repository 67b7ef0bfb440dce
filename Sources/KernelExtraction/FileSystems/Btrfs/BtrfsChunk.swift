/// A range of logical addresses and where it lies on the devices (`struct btrfs_chunk`).
struct BtrfsChunk {
    /// How the range is spread, by the bits of its type; none of them is a single copy.
    private static let profiles: [(bit: UInt64, name: String, isCopied: Bool)] = [
        (0x8, "RAID0", false), (0x10, "RAID1", true), (0x20, "DUP", true), (0x40, "RAID10", false),
        (0x80, "RAID5", false), (0x100, "RAID6", false), (0x200, "RAID1C3", true), (0x400, "RAID1C4", true),
    ]

    /// The first logical address and bytes of the range.
    let start: UInt64, length: UInt64
    private let type: UInt64
    private let stripes: [(device: UInt64, offset: UInt64)]

    /// Reads a chunk's item.
    ///
    /// - Returns: the chunk, and bytes that it takes on the disk.
    static func read(
        _ fields: Fields, at place: Int, start: UInt64
    ) throws(ExtractionError) -> (chunk: BtrfsChunk, size: Int) {
        let count = try Int(fields.little(place + 44, as: UInt16.self))
        let length: UInt64 = try fields.little(place)
        guard count > 0, length > 0, length <= UInt64.max - start else {
            throw ExtractionError(.corrupt, "chunk at \(start): it has no stripes or no length")
        }
        var stripes: [(device: UInt64, offset: UInt64)] = []
        for index in 0..<count {
            let stripe = place + 48 + index * 32
            try stripes.append((fields.little(stripe), fields.little(stripe + 8)))
        }
        let type: UInt64 = try fields.little(place + 24)
        return (BtrfsChunk(start: start, length: length, type: type, stripes: stripes), 48 + count * 32)
    }

    /// Where a logical address in this range lies on a device: each place is a copy.
    ///
    /// - Throws: `.unsupported` naming the devices that would be needed.
    func places(of address: UInt64, on device: UInt64) throws(ExtractionError) -> [UInt64] {
        let profile = Self.profiles.first { type & $0.bit != 0 }
        let here = stripes.filter { $0.device == device }
        // A chunk that is striped over one device is one piece.
        let isWhole = (profile?.isCopied ?? true) || stripes.count == 1
        guard isWhole, !here.isEmpty else {
            let missing = Set(stripes.map(\.device)).subtracting([device]).sorted().map(String.init)
            throw ExtractionError(
                .unsupported,
                "chunk at \(start) (\(profile?.name ?? "single")): it lies on other devices: \(missing.joined(separator: ", "))"
            )
        }
        var places: [UInt64] = []
        for stripe in here {
            let (place, overflow) = stripe.offset.addingReportingOverflow(address - start)
            guard !overflow else { throw ExtractionError(.corrupt, "chunk at \(start): it lies beyond the device") }
            places.append(place)
        }
        return places
    }
}

/// All chunks of a file system, in the order of their addresses.
struct BtrfsChunkMap {
    private static let limit = 1 << 17

    private var chunks: [BtrfsChunk] = []

    /// The chunk that holds an address, nil where there is none.
    func chunk(at address: UInt64) -> BtrfsChunk? {
        let index = index(after: address)
        guard index > 0, address - chunks[index - 1].start < chunks[index - 1].length else { return nil }
        return chunks[index - 1]
    }

    /// Adds a chunk.
    ///
    /// - Throws: `.corrupt` when it overlaps with another, `.limit` when there are too many.
    mutating func insert(_ chunk: BtrfsChunk) throws(ExtractionError) {
        guard chunks.count < Self.limit else { throw ExtractionError(.limit, "more than \(Self.limit) chunks") }
        let index = index(after: chunk.start)
        let isAfterLast = index == 0 || chunks[index - 1].start + chunks[index - 1].length <= chunk.start
        guard isAfterLast, index == chunks.count || chunk.start + chunk.length <= chunks[index].start else {
            throw ExtractionError(.corrupt, "chunk at \(chunk.start): it overlaps with another")
        }
        chunks.insert(chunk, at: index)
    }

    /// How many chunks begin at an address or before it.
    private func index(after address: UInt64) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if chunks[middle].start <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
