import Glibc

/// The output of one block of an LZ77 decoder: appends literals and repeats what it holds already.
///
/// Both kinds of copy check their ranges before they touch memory; nothing else writes here.
struct UnpackedBlock: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    /// Bytes that may be held at the moment, at most what was allocated.
    private(set) var limit: Int

    /// - Parameter capacity: bytes of the largest block.
    init(capacity: Int) {
        memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        limit = capacity
    }

    deinit { memory.deallocate() }

    /// What was unpacked; valid until the next change.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory.prefix(count)) }

    /// Forgets everything; the next block may have `limit` bytes.
    mutating func reset(limit: Int) {
        count = 0
        self.limit = min(max(0, limit), memory.count)
    }

    /// Copies `length` bytes of `source` from `start` to the end.
    mutating func append(_ source: borrowing [UInt8], from start: Int, length: Int) throws(ExtractionError) {
        guard start >= 0, length >= 0, start <= source.count, length <= source.count - start else {
            throw ExtractionError(.corrupt, "literals lie beyond the compressed block")
        }
        try checkRoom(length)
        source.withUnsafeBytes { raw in
            guard length > 0, let from = raw.baseAddress, let to = memory.baseAddress else { return }
            memcpy(to + count, from + start, length)
        }
        count += length
    }

    /// Repeats `length` bytes from `distance` bytes ago; the two ranges may overlap.
    mutating func repeatBytes(distance: Int, length: Int) throws(ExtractionError) {
        guard distance > 0, distance <= count else {
            throw ExtractionError(.corrupt, "a match reaches \(distance) bytes back, and there are \(count)")
        }
        guard length >= 0 else { throw ExtractionError(.corrupt, "a match has a negative length") }
        try checkRoom(length)
        guard let base = memory.baseAddress else { return }
        var left = length
        // What was copied is a valid source as well, so an overlapping copy doubles with each round.
        while left > 0 {
            let piece = min(left, distance + (length - left))
            memcpy(base + count, base + (count - distance - (length - left)), piece)
            count += piece
            left -= piece
        }
    }

    private func checkRoom(_ length: Int) throws(ExtractionError) {
        guard length <= limit - count else {
            throw ExtractionError(.corrupt, "a block unpacks to more than \(limit) bytes")
        }
    }
}
