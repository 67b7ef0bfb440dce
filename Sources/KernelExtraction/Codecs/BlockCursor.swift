/// A place in a compressed block that moves forward; reading beyond the end throws.
struct BlockCursor {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// The next byte.
    mutating func next() throws(ExtractionError) -> UInt8 {
        guard position < bytes.count else { throw ExtractionError(.corrupt, "a block ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    /// The next two bytes as a little-endian number.
    mutating func nextPair() throws(ExtractionError) -> Int {
        let low = try next()
        return try Int(low) | Int(next()) << 8
    }

    /// Passes over bytes that were used by their position.
    mutating func skip(_ count: Int) { position = min(bytes.count, position + max(0, count)) }
}
