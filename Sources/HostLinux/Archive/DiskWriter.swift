import CArchive
import Glibc
import Model

/// Writes entries of an archive below the working directory, with their numeric owners, modes, times, access control lists
/// and extended attributes, through libarchive.
final class DiskWriter {
    private(set) var result = UnpackResult()
    private let handle: OpaquePointer
    private let root: Int32
    private let archive: String
    /// When the archive's own `./` was changed last; the library forgets it, as the directory is there already.
    private var topChanged: timespec?

    /// - Parameter root: a descriptor of the working directory.
    init(root: Int32, archive: String) throws(ProvisionError) {
        guard let handle = archive_write_disk_new() else { throw .system("unpacking \(archive)", errno: ENOMEM) }
        self.handle = handle
        self.root = root
        self.archive = archive
        // The gate has found a place for every entry that no link leads to; the last three make the library insist on it.
        // No lookup of names is set: owners are numbers of the guest, whatever this host calls them.
        let restored =
            ARCHIVE_EXTRACT_OWNER | ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_ACL
            | ARCHIVE_EXTRACT_XATTR
        let refused =
            ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NODOTDOT | ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS
        archive_write_disk_set_options(handle, restored | refused)
    }

    deinit { archive_write_free(handle) }

    func skipDevice() { result.skippedDevices += 1 }

    /// Writes one entry.
    ///
    /// - Parameters:
    ///   - progress: called after each block.
    /// - Throws: `.failed` or `.notPermitted` when it cannot be written or given to its owner.
    func write(
        _ header: OpaquePointer, to path: [UInt8], hardLink: [UInt8]?, from reader: ArchiveReader,
        progress: () -> Void
    ) throws(ProvisionError) {
        if path == [UInt8(ascii: ".")], archive_entry_mtime_is_set(header) != 0 {
            topChanged = timespec(tv_sec: archive_entry_mtime(header), tv_nsec: archive_entry_mtime_nsec(header))
        }
        let path = path.map { CChar(bitPattern: $0) } + [0]
        archive_entry_copy_pathname(header, path)
        if let hardLink { archive_entry_copy_hardlink(header, hardLink.map { CChar(bitPattern: $0) } + [0]) }
        try check(archive_write_header(handle, header), header, path)
        try reader.forEachBlock { (bytes, offset) throws(ProvisionError) in
            let written = archive_write_data_block(handle, bytes.baseAddress, bytes.count, offset)
            guard written >= 0 else { throw failure(path) }
            result.bytes += UInt64(bytes.count)
            progress()
        }
        try check(archive_write_finish_entry(handle), header, path)
        result.entries += 1
    }

    /// Sets what had to wait: modes and times of directories.
    func finish() throws(ProvisionError) {
        switch archive_write_close(handle) {
        case ARCHIVE_OK: break
        case ARCHIVE_WARN: warn()
        default: throw failure(Array("its directories".utf8CString))
        }
        guard let topChanged else { return }
        let times = [topChanged, topChanged]
        guard utimensat(AT_FDCWD, ".", times, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw .system("setting the time of the top of \(archive)", errno: errno)
        }
    }

    /// A warning may be about an attribute that this file system lacks, or about the owner. Without its owners a root is
    /// broken, so that is an error.
    private func check(_ status: Int32, _ header: OpaquePointer, _ path: [CChar]) throws(ProvisionError) {
        if status == ARCHIVE_OK { return }
        guard status == ARCHIVE_WARN else { throw failure(path) }
        var facts = stat()
        let isThere = fstatat(root, path, &facts, AT_SYMLINK_NOFOLLOW) == 0
        let (owner, group) = (archive_entry_uid(header), archive_entry_gid(header))
        guard !isThere || (Int64(facts.st_uid) == owner && Int64(facts.st_gid) == group) else {
            throw ProvisionError(
                .notPermitted, "\(name(path)) of \(archive) cannot be given to \(owner):\(group)",
                hint: "run it as root, or extend your ranges in /etc/subuid and /etc/subgid", details: reason)
        }
        warn()
    }

    private func warn() {
        if result.warnings.count < 100 { result.warnings += reason }
    }

    private var reason: [String] {
        archive_error_string(handle).map { [String(cString: $0).printable] } ?? []
    }

    private func failure(_ path: [CChar]) -> ProvisionError {
        let number = archive_errno(handle)
        let error = ProvisionError.system("unpacking \(name(path)) of \(archive)", errno: number > 0 ? number : EIO)
        return ProvisionError(error.code, error.message, hint: error.hint, details: reason)
    }

    private func name(_ path: [CChar]) -> String {
        String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self).printable
    }
}
