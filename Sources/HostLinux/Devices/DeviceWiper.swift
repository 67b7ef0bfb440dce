import CHostShims
import Glibc
import Model
import Provision

/// Makes a device read as zeros.
///
/// Discarding is left to `fallocate(2)` with a hole: on a block device the kernel does it only where the device
/// guarantees zeros afterwards (block/fops.c), and refuses with EOPNOTSUPP elsewhere, where zeros are written. A mere
/// discard promises nothing about what is read later.
struct DeviceWiper {
    let path: String
    let mode: WipeMode

    /// Bytes between two looks at the progress and at signals.
    private static let chunk: Int64 = 64 << 20
    private static let block = 1 << 20

    /// - Parameter progress: as `BlockDevices.wipe` has it.
    func wipe(_ progress: (Double) throws(ProvisionError) -> Void) throws(ProvisionError) {
        let file = try OpenFile(path, O_WRONLY, "opening \(path)")
        let size = try length(file)
        guard size > 0 else { return }
        var discards = mode == .discard
        for start in stride(from: Int64(0), to: size, by: Int64.Stride(Self.chunk)) {
            try progress(Double(start) / Double(size))
            let count = min(Self.chunk, size - start)
            if discards { discards = try punch(file, start, count) }
            if !discards { try writeZeros(file, start, count) }
        }
        guard fsync(file.descriptor) == 0 else { throw .system("wiping \(path)", errno: errno) }
        if discards { try verify(size, file) }
        try progress(1)
    }

    /// Zeros over the first bytes.
    func clear(first count: Int64) throws(ProvisionError) {
        let file = try OpenFile(path, O_WRONLY, "opening \(path)")
        try writeZeros(file, 0, min(count, try length(file)))
        guard fsync(file.descriptor) == 0 else { throw .system("wiping \(path)", errno: errno) }
    }

    private func length(_ file: borrowing OpenFile) throws(ProvisionError) -> Int64 {
        let size = hs_size(file.descriptor)
        guard size >= 0 else { throw .system("asking for the size of \(path)", errno: Int32(-size)) }
        return size
    }

    /// - Returns: false where the device cannot do it.
    private func punch(_ file: borrowing OpenFile, _ start: Int64, _ count: Int64) throws(ProvisionError) -> Bool {
        let result = hs_punch_hole(file.descriptor, start, count)
        if result == 0 { return true }
        guard [EOPNOTSUPP, EINVAL, ENOSYS, ENODEV].contains(-result) else {
            throw .system("wiping \(path)", errno: -result)
        }
        return false
    }

    private func writeZeros(_ file: borrowing OpenFile, _ start: Int64, _ count: Int64) throws(ProvisionError) {
        let zeros = [UInt8](repeating: 0, count: Self.block)
        var done: Int64 = 0
        while done < count {
            let wanted = min(Int64(Self.block), count - done)
            let written = pwrite(file.descriptor, zeros, Int(wanted), off_t(start + done))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .system("writing zeros over \(path)", errno: errno) }
            done += Int64(written)
        }
        // Else the progress would be that of the page cache, and all the waiting would come at the end.
        guard fdatasync(file.descriptor) == 0 else { throw .system("writing zeros over \(path)", errno: errno) }
    }

    /// Trust, and look at a few places: where one is not zero, the device lied, and all is written over.
    private func verify(_ size: Int64, _ file: borrowing OpenFile) throws(ProvisionError) {
        let reader = try OpenFile(path, O_RDONLY, "opening \(path)")
        let places = stride(from: Int64(0), to: size, by: Int64.Stride(max(size / 64, Int64(Self.block))))
        for start in Array(places) + [max(0, size - Int64(Self.block))] {
            var bytes = [UInt8](repeating: 1, count: Int(min(Int64(Self.block), size - start)))
            let count = pread(reader.descriptor, &bytes, bytes.count, off_t(start))
            guard count >= 0 else { throw .system("reading \(path) back", errno: errno) }
            guard bytes.prefix(count).allSatisfy({ $0 == 0 }) else {
                try writeZeros(file, 0, size)
                guard fsync(file.descriptor) == 0 else { throw .system("wiping \(path)", errno: errno) }
                return
            }
        }
    }
}
