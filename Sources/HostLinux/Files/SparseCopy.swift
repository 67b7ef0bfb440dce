import CHostShims
import Glibc
import Model

/// Copies bytes between files and keeps holes: what is a hole in the source costs no block in the target.
package enum SparseCopy {
    /// Copies a whole file over the bytes of another, existing file or block device, beginning at an offset.
    ///
    /// Holes of the source read as zeros in the target too, whatever was there. The target grows where it must; bytes
    /// before the offset and behind the copy stay as they are.
    ///
    /// - Parameters:
    ///   - offset: bytes from the target's start.
    ///   - progress: called with the bytes of the source that are done (data and holes) and their total.
    /// - Throws: `.failed` or `.notPermitted` when a file cannot be opened, read or written.
    package static func copy(
        _ source: String, into target: String, at offset: UInt64 = 0,
        progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws(ProvisionError) {
        let from = try OpenFile(source, O_RDONLY, "opening \(source)")
        let to = try OpenFile(target, O_RDWR, "opening \(target)")
        let start = Int64(clamping: offset)
        try copy((from.descriptor, source), to: (to.descriptor, target), at: start, progress)
    }

    /// The same with files that are open already; their paths are for errors.
    static func copy(
        _ source: (descriptor: Int32, path: String), to target: (descriptor: Int32, path: String), at offset: Int64,
        _ progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws(ProvisionError) {
        let total = hs_size(source.descriptor)
        guard total >= 0 else { throw .system("asking for the size of \(source.path)", errno: Int32(-total)) }
        guard offset <= Int64.max - total else { throw .system("writing \(target.path)", errno: EFBIG) }
        var copier = Copier(source: source, target: target, offset: offset)
        var position: Int64 = 0
        while position < total {
            let (data, end) = try copier.nextData(from: position, total)
            try copier.clear(position, data)
            var next = data
            while next < end {
                next += try copier.copy(next, min(end, next + Copier.chunk))
                progress(UInt64(next), UInt64(total))
            }
            position = end
        }
        try copier.extend(to: total)
        progress(UInt64(total), UInt64(total))
    }
}

/// The steps of one copy. Positions are bytes in the source.
private struct Copier {
    /// Small enough that progress moves, large enough that it costs nothing.
    static let chunk: Int64 = 16 << 20

    let source: (descriptor: Int32, path: String)
    let target: (descriptor: Int32, path: String)
    let offset: Int64
    private var kernelCopies = true

    init(source: (descriptor: Int32, path: String), target: (descriptor: Int32, path: String), offset: Int64) {
        (self.source, self.target, self.offset) = (source, target, offset)
    }

    /// The next stretch of data; empty and at the end where only a hole follows.
    func nextData(from position: Int64, _ total: Int64) throws(ProvisionError) -> (start: Int64, end: Int64) {
        let start = hs_next_data(source.descriptor, position)
        if start == -Int64(ENXIO) { return (total, total) }
        // A block device, or a file system that knows no holes: all of it is data.
        if start == -Int64(EINVAL) { return (position, total) }
        guard start >= 0 else { throw .system("reading \(source.path)", errno: Int32(-start)) }
        let end = hs_next_hole(source.descriptor, start)
        guard end >= 0 else { throw .system("reading \(source.path)", errno: Int32(-end)) }
        return (min(start, total), min(end, total))
    }

    /// Makes a stretch of the target read as zeros.
    func clear(_ start: Int64, _ end: Int64) throws(ProvisionError) {
        guard start < end else { return }
        let result = hs_punch_hole(target.descriptor, offset + start, end - start)
        if result == 0 { return }
        guard result == -EOPNOTSUPP || result == -ENODEV || result == -EINVAL else {
            throw .system("writing \(target.path)", errno: -result)
        }
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        var position = start
        while position < end {
            let count = min(end - position, Int64(zeros.count))
            try write(zeros[..<Int(count)], at: position)
            position += count
        }
    }

    /// Copies a part of a stretch of data; the number of bytes that were copied, at least one.
    mutating func copy(_ start: Int64, _ end: Int64) throws(ProvisionError) -> Int64 {
        while kernelCopies {
            let count = hs_copy_range(
                source.descriptor, start, target.descriptor, offset + start, Int(end - start))
            if count > 0 { return count }
            switch -count {
            case Int64(EINTR): continue
            // Devices, other file systems, old kernels, and file systems that answer 0 for no reason (proc, some FUSE).
            case 0, Int64(EXDEV), Int64(EINVAL), Int64(EOPNOTSUPP), Int64(ENOSYS), Int64(EPERM), Int64(ETXTBSY):
                kernelCopies = false
            default: throw .system("copying \(source.path) into \(target.path)", errno: Int32(-count))
            }
        }
        return try copyThroughMemory(start, end)
    }

    private func copyThroughMemory(_ start: Int64, _ end: Int64) throws(ProvisionError) -> Int64 {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(min(end - start, 1 << 20))) { buffer, filled in
            repeat {
                count = pread(source.descriptor, buffer.baseAddress, buffer.count, off_t(start))
            } while count < 0
                && errno == EINTR
            filled = max(count, 0)
        }
        guard count >= 0 else { throw .system("reading \(source.path)", errno: errno) }
        guard count > 0 else { throw ProvisionError(.failed, "\(source.path) became shorter while it was copied") }
        try write(bytes[...], at: start)
        return Int64(count)
    }

    private func write(_ bytes: ArraySlice<UInt8>, at position: Int64) throws(ProvisionError) {
        var rest = bytes
        while !rest.isEmpty {
            let place = offset + position + Int64(bytes.count - rest.count)
            let count = rest.withUnsafeBytes { pwrite(target.descriptor, $0.baseAddress, $0.count, off_t(place)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw .system("writing \(target.path)", errno: count == 0 ? ENOSPC : errno)
            }
        }
    }

    /// A hole at the end leaves a file too short; a block device has its size.
    func extend(to total: Int64) throws(ProvisionError) {
        let size = hs_size(target.descriptor)
        guard size >= 0 else { throw .system("asking for the size of \(target.path)", errno: Int32(-size)) }
        guard size < offset + total else { return }
        guard ftruncate(target.descriptor, off_t(offset + total)) == 0 else {
            throw .system("extending \(target.path)", errno: errno)
        }
    }
}
