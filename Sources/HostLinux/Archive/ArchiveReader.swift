import CArchive
import Glibc
import Model

/// One pass over a tar archive, from the first byte of an open file.
///
/// It reads with pread(2), so that passes do not disturb each other, and sums the bytes of the file as they come.
final class ArchiveReader {
    private static let chunk = 256 << 10

    /// Bytes of the file that were read so far.
    private(set) var bytesRead: UInt64 = 0
    private let descriptor: Int32
    private let path: String
    private let handle: OpaquePointer
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
    private var hash: SHA256?
    private var readError: Int32 = 0

    /// - Parameters:
    ///   - descriptor: an open regular file; must stay open as long as this value lives.
    ///   - path: its name, for errors.
    ///   - sums: whether `finishSum` will be asked for.
    /// - Throws: `.badInput` when it is no tar archive, `.unavailable` when libarchive lacks a compression.
    init(_ descriptor: Int32, path: String, sums: Bool) throws(ProvisionError) {
        guard let handle = archive_read_new() else { throw .system("reading \(path)", errno: ENOMEM) }
        self.descriptor = descriptor
        self.path = path
        self.handle = handle
        hash = sums ? SHA256() : nil
        try enableFormats()
        let result = archive_read_open2(
            handle, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, context, block in
                guard let context else { return -1 }
                return Unmanaged<ArchiveReader>.fromOpaque(context).takeUnretainedValue().refill(block)
            }, nil, nil)
        guard result == ARCHIVE_OK else { throw damage() }
    }

    deinit {
        archive_read_free(handle)
        buffer.deallocate()
    }

    /// The next entry's header, which libarchive owns until the next call; nil at the end.
    ///
    /// - Throws: `.badInput` when the archive is damaged, `.failed` when the file cannot be read.
    func next() throws(ProvisionError) -> OpaquePointer? {
        var entry: OpaquePointer?
        switch archive_read_next_header(handle, &entry) {
        case ARCHIVE_EOF: return nil
        // A warning is about a name's character set or an attribute that is left out; names come through as bytes.
        case ARCHIVE_OK, ARCHIVE_WARN: return entry
        default: throw damage()
        }
    }

    /// Hands out the content of the entry that `next` has given, block by block, holes left out.
    func forEachBlock(
        _ body: (_ bytes: UnsafeRawBufferPointer, _ offset: Int64) throws(ProvisionError) -> Void
    ) throws(ProvisionError) {
        var address: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        while true {
            switch archive_read_data_block(handle, &address, &count, &offset) {
            case ARCHIVE_EOF: return
            case ARCHIVE_OK, ARCHIVE_WARN: try body(UnsafeRawBufferPointer(start: address, count: count), offset)
            default: throw damage()
            }
        }
    }

    /// Reads what is left behind the archive's end and gives the file's SHA-256 in lower-case hexadecimal.
    func finishSum() throws(ProvisionError) -> String? {
        guard hash != nil else { return nil }
        var block: UnsafeRawPointer?
        while refill(&block) > 0 {}
        guard readError == 0 else { throw damage() }
        return hash?.finish()
    }

    /// Only tar, and only compressions that the library can undo itself: it would start programs for others.
    private func enableFormats() throws(ProvisionError) {
        let enabled = [
            archive_read_support_filter_gzip(handle), archive_read_support_filter_bzip2(handle),
            archive_read_support_filter_xz(handle), archive_read_support_filter_lzma(handle),
            archive_read_support_filter_zstd(handle), archive_read_support_filter_lz4(handle),
            archive_read_support_format_tar(handle),
        ]
        guard enabled.allSatisfy({ $0 == ARCHIVE_OK }) else {
            throw ProvisionError(
                .unavailable, "this libarchive lacks a compression of tar archives",
                hint: "install a libarchive with zlib, bzip2, xz, zstd and lz4")
        }
    }

    private func refill(_ block: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        var count: Int
        repeat {
            count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(bytesRead))
        } while count < 0
            && errno == EINTR
        guard count >= 0 else {
            readError = errno
            return -1
        }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        hash?.update(bytes)
        bytesRead += UInt64(count)
        block?.pointee = bytes.baseAddress
        return count
    }

    private func damage() -> ProvisionError {
        if readError != 0 { return .system("reading \(path)", errno: readError) }
        let reason = archive_error_string(handle).map { [String(cString: $0).printable] } ?? []
        return ProvisionError(
            .badInput, "\(path) is damaged or not a tar archive", hint: "fetch or make it again", details: reason)
    }
}

extension ArchiveEntry {
    /// Takes from libarchive's header what the gate looks at; nil where there is no name at all.
    init?(_ header: OpaquePointer) {
        guard let path = archive_entry_pathname(header) else { return nil }
        self.path = Self.bytes(path)
        size = archive_entry_size_is_set(header) != 0 ? Self.contentSize(header) : 0
        if let target = archive_entry_hardlink(header) {
            kind = .hardLink(target: Self.bytes(target))
            return
        }
        switch archive_entry_filetype(header) & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .directory
        case S_IFCHR, S_IFBLK: kind = .device
        case S_IFIFO: kind = .fifo
        case S_IFLNK: kind = .link(target: archive_entry_symlink(header).map(Self.bytes) ?? [])
        default: kind = .unknown
        }
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// A sparse file costs what it holds, not what it pretends to be.
    private static func contentSize(_ header: OpaquePointer) -> UInt64 {
        let whole = UInt64(max(archive_entry_size(header), 0))
        guard archive_entry_sparse_reset(header) > 0 else { return whole }
        var (offset, length, sum): (Int64, Int64, UInt64) = (0, 0, 0)
        while archive_entry_sparse_next(header, &offset, &length) == ARCHIVE_OK {
            sum = sum.addingReportingOverflow(UInt64(max(length, 0))).partialValue
        }
        return min(sum, whole)
    }
}
