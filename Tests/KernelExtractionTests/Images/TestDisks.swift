import Foundation
import KernelExtraction

/// An image file.
final class ImageDisk: DiskSource {
    private let descriptor: Int32
    let size: UInt64

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ExtractionError(.unreadable, path) }
        size = UInt64(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            done = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }
}

/// A disk that keeps in memory what was read of it, so that later readings and changes of it cost no disk.
final class MutatedDisk: DiskSource {
    struct Range: Hashable {
        let offset: UInt64
        let count: Int
    }

    private let base: any DiskSource
    private(set) var ranges: Set<Range> = []
    /// Bytes that differ from the base's.
    var changes: [UInt64: UInt8] = [:]
    /// How often it may be read before it becomes unreadable.
    var budget = Int.max

    init(_ base: any DiskSource) { self.base = base }

    var size: UInt64 { base.size }

    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        guard budget > 0 else { throw ExtractionError(.limit, "the budget of reads is used up") }
        budget -= 1
        var bytes = try base.read(at: offset, count: count)
        if changes.isEmpty {
            ranges.insert(Range(offset: offset, count: count))
        } else {
            for (place, byte) in changes where place >= offset && place - offset < UInt64(count) {
                bytes[Int(place - offset)] = byte
            }
        }
        return bytes
    }
}
