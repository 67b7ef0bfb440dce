import CBlkid
import Glibc
import Model

/// What a file or block device says that it holds.
package struct Signature: Hashable, Sendable {
    /// Type of file system, swap, RAID member …: `ext4`, `swap`, `xfs`, `LVM2_member`; nil where only a partition table is.
    package var type: String?
    package var uuid: String?
    package var label: String?
    /// `filesystem`, `raid`, `crypto`, `other` (swap).
    package var usage: String?
    /// `gpt`, `dos`, …
    package var partitionTable: String?
}

/// Reads signatures with libblkid, straight from the bytes, without its cache or udev.
package enum Signatures {
    /// What the bytes from an offset on hold; nil where libblkid recognises nothing.
    ///
    /// - Parameters:
    ///   - offset: bytes from the start.
    ///   - size: bytes to look at; nil is all that follow.
    /// - Throws: `.badInput` when the bytes carry signatures that contradict each other, or the offset is behind the end;
    ///   `.failed` or `.notPermitted` when they cannot be read.
    package static func probe(
        path: String, offset: UInt64 = 0, size: UInt64? = nil
    ) throws(ProvisionError) -> Signature? {
        let file = try OpenFile(path, O_RDONLY | O_NONBLOCK, "opening \(path)")
        guard let probe = blkid_new_probe() else { throw .system("looking at \(path)", errno: ENOMEM) }
        defer { blkid_free_probe(probe) }
        guard try range(of: file.descriptor, path, offset, size, in: probe) else { return nil }
        blkid_probe_enable_superblocks(probe, 1)
        let wanted = BLKID_SUBLKS_TYPE | BLKID_SUBLKS_USAGE | BLKID_SUBLKS_UUID | BLKID_SUBLKS_LABEL
        blkid_probe_set_superblocks_flags(probe, wanted)
        blkid_probe_enable_partitions(probe, 1)
        switch blkid_do_safeprobe(probe) {
        case 0: return signature(probe)
        case 1: return nil
        case -2:
            throw ProvisionError(
                .badInput, "\(path) carries the signatures of more than one file system",
                hint: "remove the stale ones with wipefs(8)")
        default: throw ProvisionError(.failed, "\(path) cannot be searched for signatures")
        }
    }
}

extension Signatures {
    /// Tells the probe what to look at; false where there is nothing to see.
    private static func range(
        of descriptor: Int32, _ path: String, _ offset: UInt64, _ size: UInt64?, in probe: blkid_probe
    ) throws(ProvisionError) -> Bool {
        let total = try length(of: descriptor, path)
        guard offset <= total else {
            throw ProvisionError(.badInput, "\(path) ends before byte \(offset)")
        }
        let count = min(size ?? .max, total - offset)
        // For the library 0 would mean the whole file.
        guard count > 0 else { return false }
        guard blkid_probe_set_device(probe, descriptor, Int64(offset), Int64(count)) == 0 else {
            throw ProvisionError(.failed, "\(path) cannot be searched for signatures")
        }
        return true
    }

    private static func length(of descriptor: Int32, _ path: String) throws(ProvisionError) -> UInt64 {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw .system("asking for the size of \(path)", errno: errno) }
        return UInt64(end)
    }

    private static func signature(_ probe: blkid_probe) -> Signature {
        Signature(
            type: value("TYPE", probe), uuid: value("UUID", probe), label: value("LABEL", probe),
            usage: value("USAGE", probe), partitionTable: value("PTTYPE", probe))
    }

    private static func value(_ name: String, _ probe: blkid_probe) -> String? {
        var data: UnsafePointer<CChar>?
        guard blkid_probe_lookup_value(probe, name, &data, nil) == 0, let data else { return nil }
        return String(cString: data)
    }
}
