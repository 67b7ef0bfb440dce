import CHostShims
import Glibc
import Model

/// Unpacks a tar archive of a guest's root.
package enum RootArchive {
    /// Checks the whole archive, then unpacks it; nothing is written before every entry was found harmless.
    ///
    /// Plain tar, or compressed by gzip, bzip2, xz, lzma, zstd or lz4. What is already in the directory stays, but no link
    /// there is followed.
    ///
    /// - Parameters:
    ///   - directory: an existing directory of the host; the archive's `./` gives it owner and mode.
    ///   - sha256: the sum of the file's bytes in hexadecimal; nil checks none.
    ///   - progress: bytes read so far and in the end; the file is read twice, so the total is twice its size. While it
    ///     runs in the second half, the working directory is `directory`.
    /// - Throws: `.badInput` for an archive that is damaged, that has another sum, or that holds what no root should;
    ///   `.usage` for a sum that is none; `.failed` or `.notPermitted` when unpacking does not succeed.
    @discardableResult
    package static func unpack(
        _ archivePath: String, into directory: String, policy: UnpackPolicy, sha256: String? = nil,
        progress: (_ bytesRead: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws(ProvisionError) -> UnpackResult {
        let sum = try sha256.map { text throws(ProvisionError) in try checkedSum(text) }
        // Not to wait for a writer, should it be a fifo.
        let file = try OpenFile(archivePath, O_RDONLY | O_NONBLOCK, "opening the archive \(archivePath)")
        let before = try file.facts(archivePath)
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw ProvisionError(.badInput, "\(archivePath) is not a regular file")
        }
        let target = try OpenFile(directory, HS_O_PATH | O_DIRECTORY, "opening \(directory)")
        let size = UInt64(before.st_size)
        var limit = policy.maximumBytes ?? 0
        if policy.maximumBytes == nil { limit = try freeSpace(directory) }
        let pass = Pass(file: file.descriptor, path: archivePath, policy: policy, limit: limit)
        try pass.check(sum: sum) { progress($0, 2 * size) }
        let result = try WorkingDirectory.perform(in: target.descriptor, directory) { () throws(ProvisionError) in
            try pass.write(root: target.descriptor) { progress(size + $0, 2 * size) }
        }
        let after = try file.facts(archivePath)
        let isSame =
            after.st_size == before.st_size && after.st_mtim.tv_sec == before.st_mtim.tv_sec
            && after.st_mtim.tv_nsec == before.st_mtim.tv_nsec
        guard isSame else { throw ProvisionError(.failed, "\(archivePath) changed while it was unpacked") }
        progress(2 * size, 2 * size)
        return result
    }

    private static func checkedSum(_ text: String) throws(ProvisionError) -> String {
        let sum = text.trimmed.lowercased()
        guard sum.utf8.count == 64, sum.allSatisfy(\.isHexDigit) else {
            throw ProvisionError(
                .usage, "'\(text.printable)' is not a SHA-256", hint: "give the 64 hexadecimal digits of sha256sum")
        }
        return sum
    }

    private static func freeSpace(_ directory: String) throws(ProvisionError) -> UInt64 {
        var bytes: UInt64 = 0
        let result = hs_free_space(directory, &bytes)
        guard result == 0 else { throw .system("asking for the free space at \(directory)", errno: -result) }
        return bytes
    }
}

/// The two passes over one open archive. Both ask a fresh gate about every entry: what is written is what was checked, even
/// if somebody changes the file in between.
private struct Pass {
    let file: Int32
    let path: String
    let policy: UnpackPolicy
    let limit: UInt64

    /// Reads all of it and writes nothing.
    func check(sum: String?, progress: (UInt64) -> Void) throws(ProvisionError) {
        let reader = try ArchiveReader(file, path: path, sums: sum != nil)
        let count = try forEachEntry(reader) { (_, _) throws(ProvisionError) in
            try reader.forEachBlock { (_, _) throws(ProvisionError) in progress(reader.bytesRead) }
            progress(reader.bytesRead)
        }
        guard count > 0 else { throw ProvisionError(.badInput, "\(path) is an empty archive") }
        guard let sum, let found = try reader.finishSum(), found != sum else { return }
        throw ProvisionError(
            .badInput, "\(path) has the SHA-256 \(found), not \(sum)",
            hint: "fetch it again, or correct the sum if you trust the file")
    }

    func write(root: Int32, progress: (UInt64) -> Void) throws(ProvisionError) -> UnpackResult {
        let reader = try ArchiveReader(file, path: path, sums: false)
        let writer = try DiskWriter(root: root, archive: path)
        _ = try forEachEntry(reader) { (header, verdict) throws(ProvisionError) in
            switch verdict {
            case .skip: writer.skipDevice()
            case .write(let path, let hardLink):
                try writer.write(header, to: path, hardLink: hardLink, from: reader) { progress(reader.bytesRead) }
            }
            progress(reader.bytesRead)
        }
        try writer.finish()
        return writer.result
    }

    /// Lets each entry through the gate and counts what it will take; the number of entries.
    private func forEachEntry(
        _ reader: ArchiveReader, _ body: (OpaquePointer, ArchiveGate.Verdict) throws(ProvisionError) -> Void
    ) throws(ProvisionError) -> Int {
        var gate = ArchiveGate(archive: path, devices: policy.devices)
        var (bytes, count): (UInt64, Int) = (0, 0)
        while let header = try reader.next() {
            guard let entry = ArchiveEntry(header) else {
                throw ProvisionError(.badInput, "\(path) holds an entry without a name")
            }
            count += 1
            bytes = bytes.addingReportingOverflow(entry.size).overflow ? .max : bytes + entry.size
            guard bytes <= limit, count <= policy.maximumEntries else { throw refusal(bytes) }
            try body(header, try gate.admit(entry))
        }
        return count
    }

    /// A disk that is too small is no fault of the archive.
    private func refusal(_ bytes: UInt64) -> ProvisionError {
        guard policy.maximumBytes == nil, bytes > limit else {
            return ProvisionError(
                .badInput, "\(path) unpacks to more than \(limit >> 20) MiB or \(policy.maximumEntries) entries")
        }
        return ProvisionError(
            .failed,
            "there is no space left for what \(path) unpacks to: \(limit >> 20) MiB are free",
            hint: "free some space, or choose another directory with --dir")
    }
}
