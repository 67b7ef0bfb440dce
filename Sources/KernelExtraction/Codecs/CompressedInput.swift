/// A range of a source, read once from its beginning to its end in pieces.
package final class CompressedInput {
    private static let piece = 256 << 10

    private let source: any DiskSource
    private let end: UInt64
    private var position: UInt64
    private var buffer: [UInt8] = []
    private var used = 0

    /// - Parameters: `start` and `count` in bytes.
    /// - Throws: `.corrupt` when the range does not lie within the source.
    package init(_ source: any DiskSource, start: UInt64 = 0, count: UInt64? = nil) throws(ExtractionError) {
        let count = count ?? (source.size - min(start, source.size))
        guard start <= source.size, count <= source.size - start else {
            throw ExtractionError(.corrupt, "\(count) bytes at \(start) lie beyond its \(source.size) bytes")
        }
        self.source = source
        position = start
        end = start + count
    }

    /// Bytes that were not taken yet.
    package var remaining: UInt64 { UInt64(buffer.count - used) + (end - position) }

    /// The bytes at hand without taking them; empty only at the end.
    package func peek() throws(ExtractionError) -> ArraySlice<UInt8> {
        if used == buffer.count, position < end {
            let count = Int(min(UInt64(Self.piece), end - position))
            buffer = try source.read(at: position, count: count)
            position += UInt64(count)
            used = 0
        }
        return buffer[used...]
    }

    /// Marks `count` of the bytes that ``peek()`` showed as taken.
    package func skip(_ count: Int) { used = min(buffer.count, used + max(0, count)) }

    /// Exactly `count` bytes.
    ///
    /// - Throws: `.corrupt` when fewer are left.
    package func take(_ count: Int) throws(ExtractionError) -> [UInt8] {
        guard count >= 0, UInt64(count) <= remaining else {
            throw ExtractionError(.corrupt, "the compressed data end \(count) bytes too early")
        }
        var taken: [UInt8] = []
        taken.reserveCapacity(count)
        while taken.count < count {
            let piece = try peek().prefix(count - taken.count)
            taken += piece
            skip(piece.count)
        }
        return taken
    }
}
