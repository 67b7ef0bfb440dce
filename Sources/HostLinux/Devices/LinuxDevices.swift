import CHostShims
import Glibc
import Model
import Provision

/// Block devices by system calls.
package struct LinuxDevices: BlockDevices {
    private let isFileTaken: Bool

    /// - Parameter isFileTaken: regular files count as devices too, for tests.
    package init(isFileTaken: Bool = false) { self.isFileTaken = isFileTaken }

    package func facts(_ path: String) throws(ProvisionError) -> BlockDeviceFacts? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("looking at \(path)", errno: errno)
        }
        let isDevice = status.st_mode & S_IFMT == S_IFBLK
        guard isDevice || (isFileTaken && status.st_mode & S_IFMT == S_IFREG) else { return nil }
        // The kernel gives O_EXCL on a device to one at a time: mounts, swap, md, device-mapper and blkback take it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (isDevice ? O_EXCL : 0))
        guard descriptor >= 0 else {
            guard errno == EBUSY else { throw .system("opening \(path)", errno: errno) }
            return BlockDeviceFacts(size: try size(path), isInUse: true)
        }
        defer { close(descriptor) }
        let bytes = hs_size(descriptor)
        guard bytes >= 0 else { throw .system("asking for the size of \(path)", errno: Int32(-bytes)) }
        let (words, fileSystem) = try content(path)
        return BlockDeviceFacts(size: ByteSize(bytes: UInt64(bytes)), holds: words, fileSystem: fileSystem)
    }

    private func size(_ path: String) throws(ProvisionError) -> ByteSize {
        let file = try OpenFile(path, O_RDONLY, "opening \(path)")
        let bytes = hs_size(file.descriptor)
        guard bytes >= 0 else { throw .system("asking for the size of \(path)", errno: Int32(-bytes)) }
        return ByteSize(bytes: UInt64(bytes))
    }

    /// What contradicts itself is something too.
    private func content(_ path: String) throws(ProvisionError) -> (words: String?, fileSystem: String?) {
        do throws(ProvisionError) {
            guard let found = try Signatures.probe(path: path) else { return (nil, nil) }
            let label = found.label.map { " '\($0.printable)'" } ?? ""
            let what = found.type ?? found.partitionTable.map { "a \($0) partition table" } ?? "something"
            return (what + label, found.usage == "filesystem" ? found.type : nil)
        } catch  where error.code == .badInput {
            return ("signatures of more than one kind", nil)
        }
    }

    package func wipe(
        _ path: String, _ mode: WipeMode, progress: (Double) throws(ProvisionError) -> Void
    ) throws(ProvisionError) {
        guard mode != .none else { return }
        try DeviceWiper(path: path, mode: mode).wipe(progress)
    }

    package func clear(_ path: String, ifItHolds uuid: UUIDValue) throws(ProvisionError) -> Bool {
        do throws(ProvisionError) {
            guard try facts(path)?.isInUse == false, try Signatures.probe(path: path)?.uuid == uuid.description else {
                return false
            }
        } catch  where error.code == .badInput {
            return false
        }
        // Every signature that we make lies in the first megabyte, btrfs' copies aside: those have no meaning alone.
        try DeviceWiper(path: path, mode: .zero).clear(first: 1 << 20)
        return true
    }
}
