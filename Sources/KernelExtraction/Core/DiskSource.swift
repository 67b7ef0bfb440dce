/// Bytes that can be read at any place: a disk, a partition of it, a volume inside it.
///
/// Offsets and counts are bytes. A source never changes while it is read.
package protocol DiskSource: AnyObject {
    /// How many bytes there are.
    var size: UInt64 { get }

    /// `count` bytes from `offset`.
    ///
    /// - Throws: `.corrupt` when they do not lie within the source, `.unreadable` when reading fails. Never fewer bytes.
    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8]
}

extension DiskSource {
    /// Refuses a range that does not lie within the source.
    package func check(_ offset: UInt64, _ count: Int) throws(ExtractionError) {
        guard count >= 0, offset <= size, UInt64(count) <= size - offset else {
            throw ExtractionError(.corrupt, "\(count) bytes at \(offset) lie beyond the end (\(size) bytes)")
        }
    }

    /// The bytes from `offset` on, at most `count` of them and fewer at the end.
    package func read(at offset: UInt64, upTo count: Int) throws(ExtractionError) -> [UInt8] {
        guard offset < size else { return [] }
        return try read(at: offset, count: Int(min(UInt64(count), size - offset)))
    }
}

extension DiskSource {
    /// Hands everything to `sink` in pieces.
    package func copy(into sink: any ByteSink) throws(ExtractionError) {
        var place: UInt64 = 0
        while place < size {
            let piece = try read(at: place, upTo: 128 << 10)
            try sink.write(piece)
            place += UInt64(piece.count)
        }
    }
}

/// A disk in memory, for tests and for what was unpacked.
package final class MemoryDisk: DiskSource {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var size: UInt64 { UInt64(bytes.count) }

    package func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        return Array(bytes[Int(offset)..<Int(offset) + count])
    }
}

/// A range of another source: a partition.
package final class DiskSlice: DiskSource {
    private let base: any DiskSource
    private let start: UInt64
    package let size: UInt64

    /// - Parameters: `start` and `size` in bytes.
    /// - Throws: `.corrupt` when the range does not lie within `base`.
    package init(of base: any DiskSource, start: UInt64, size: UInt64) throws(ExtractionError) {
        guard start <= base.size, size <= base.size - start else {
            throw ExtractionError(
                .corrupt, "\(size) bytes at \(start) lie beyond the end of the disk (\(base.size) bytes)")
        }
        self.base = base
        self.start = start
        self.size = size
    }

    package func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        return try base.read(at: start + offset, count: count)
    }
}
