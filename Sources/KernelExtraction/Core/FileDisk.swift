import Glibc

/// A disk behind a file descriptor, read by `pread` with a small cache.
///
/// Metadata is read in small pieces near each other, so these come from a cache of at most
/// ``FileDisk/slots`` × ``FileDisk/slotSize`` bytes; large reads go past it.
package final class FileDisk: DiskSource {
    private static let slots = 64
    private static let slotSize = 16 << 10

    private let descriptor: Int32
    private var cache: [UInt64: [UInt8]] = [:]
    private var order: [UInt64] = []
    private var oldest = 0
    package let size: UInt64

    /// - Parameters: `descriptor` open for reading, a regular file or a block device; stays the caller's to close.
    /// - Throws: `.unreadable` when it cannot be sought in.
    package init(descriptor: Int32) throws(ExtractionError) {
        // lseek tells the size of files and block devices alike, and needs no further system call in the sandbox.
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            throw ExtractionError(.unreadable, "the disk cannot be sought in: \(Self.reason(errno))")
        }
        self.descriptor = descriptor
        size = UInt64(end)
    }

    package func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        guard count > 0 else { return [] }
        let first = offset / UInt64(Self.slotSize)
        let last = (offset + UInt64(count) - 1) / UInt64(Self.slotSize)
        guard last - first <= 1 else { return try transfer(at: offset, count: count) }
        let skipped = Int(offset % UInt64(Self.slotSize))
        let head = try slot(first)
        guard last != first else { return Array(head[skipped..<skipped + count]) }
        return try Array(head[skipped...] + slot(last).prefix(count - (head.count - skipped)))
    }

    private func slot(_ number: UInt64) throws(ExtractionError) -> [UInt8] {
        if let known = cache[number] { return known }
        let start = number * UInt64(Self.slotSize)
        let bytes = try transfer(at: start, count: Int(min(UInt64(Self.slotSize), size - start)))
        if order.count < Self.slots {
            order.append(number)
        } else {
            cache[order[oldest]] = nil
            order[oldest] = number
            oldest = (oldest + 1) % Self.slots
        }
        cache[number] = bytes
        return bytes
    }

    private func transfer(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        var failure: String?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[done..<count])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    failure = got == 0 ? "it ended early" : Self.reason(errno)
                    return
                }
                done += got
            }
        }
        guard let failure else { return bytes }
        throw ExtractionError(.unreadable, "the disk cannot be read at \(offset): \(failure)")
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
