import Model

/// Refuses sizes that a volume's file system cannot have.
struct VolumeSizeCheck {
    let backend: StorageBackend

    /// A file system smaller than this cannot hold a system; ext4 with a journal needs most of it.
    static let smallestRoot = ByteSize(mebibytes: 64)
    static let smallestVolume = ByteSize(mebibytes: 16)
    /// mkfs.xfs makes none below it.
    static let smallestXFS = ByteSize(mebibytes: 300)
    /// The largest file of an ext4 file system, and 2^32 pages of swap.
    static let largestFile = ByteSize(gibibytes: 16 << 10)

    func check(_ volume: VolumeSpec) throws(ProvisionError) {
        let least = Self.least(volume)
        guard volume.size >= least else {
            let kind = volume.type == "xfs" ? " for xfs" : ""
            throw ProvisionError(
                .usage, "disk \(volume.name): \(volume.size) is too small\(kind)", hint: "give it \(least) at least")
        }
        let isBound = volume.isSwap || (backend == .files && volume.type.hasPrefix("ext"))
        guard !isBound || volume.size <= Self.largestFile else {
            throw ProvisionError(
                .usage, "disk \(volume.name): \(volume.size) is too large for \(volume.type)",
                hint: "give it \(Self.largestFile) at most")
        }
    }

    private static func least(_ volume: VolumeSpec) -> ByteSize {
        if volume.type == "xfs" { return smallestXFS }
        return volume.isRoot ? smallestRoot : volume.isSwap ? ByteSize(mebibytes: 1) : smallestVolume
    }
}
