import Model

/// Logical volumes of this host, by LVM's own rules: its filters and its devices file hold.
package protocol VolumeStore {
    /// What a group is and holds, without changing it; nil where LVM sees none of that name.
    ///
    /// - Throws: `.unavailable` where the helper for LVM is missing.
    func group(_ name: LVMName) throws(ProvisionError) -> VolumeGroup?
    /// Makes one volume, with its tag. `.exists` when the name is taken.
    func create(_ creation: VolumeCreation) throws(ProvisionError) -> LogicalVolume
    /// Removes the volume that has this name and tag, and nothing else. `.busy` when it is in use.
    ///
    /// - Returns: whether there was one.
    func remove(_ removal: VolumeRemoval) throws(ProvisionError) -> Bool
}

/// What is known about a block device of the host before it is written to.
package struct BlockDeviceFacts: Hashable, Codable, Sendable {
    package var size: ByteSize
    /// What libblkid finds on it, in a word: `ext4`, `LVM2_member`, `gpt`; nil where it finds nothing.
    package var holds: String?
    /// The type of its file system alone: `ext4`.
    package var fileSystem: String?
    /// Whether the kernel has given it to somebody: mounted, swap, part of another device, a domain's disk.
    package var isInUse: Bool

    package init(size: ByteSize, holds: String? = nil, fileSystem: String? = nil, isInUse: Bool = false) {
        self.size = size
        self.holds = holds
        self.fileSystem = fileSystem
        self.isInUse = isInUse
    }
}

/// How old content is taken off a device before a guest gets it.
package enum WipeMode: String, Hashable, Codable, Sendable, CaseIterable {
    /// Given back to the device where it guarantees that it reads as zeros then; written over elsewhere.
    case discard
    /// Written over with zeros.
    case zero
    /// Left as it is: the guest may be able to read what was there.
    case none
}

/// Block devices of this host. Regular files are taken too.
package protocol BlockDevices {
    /// - Returns: nil where nothing is, or no block device.
    func facts(_ path: String) throws(ProvisionError) -> BlockDeviceFacts?
    /// Makes every byte read as zero, except with `.none`.
    ///
    /// - Parameter progress: called with the part that is done; may throw to stop.
    func wipe(
        _ path: String, _ mode: WipeMode, progress: (Double) throws(ProvisionError) -> Void
    ) throws(ProvisionError)
    /// Takes away what makes libblkid recognise a device, if it holds the file system or swap of this UUID.
    ///
    /// - Returns: whether it did.
    func clear(_ path: String, ifItHolds uuid: UUIDValue) throws(ProvisionError) -> Bool
}

/// What storage other than files is made of.
package struct StoragePorts {
    package let volumes: any VolumeStore
    package let devices: any BlockDevices

    package init(volumes: any VolumeStore, devices: any BlockDevices) {
        self.volumes = volumes
        self.devices = devices
    }

    /// Refuses everything: for plans that have files only.
    package static var none: StoragePorts { StoragePorts(volumes: NoStorage(), devices: NoStorage()) }
}

/// Neither volumes nor devices.
private struct NoStorage: VolumeStore, BlockDevices {
    private var refusal: ProvisionError { ProvisionError(.unavailable, "logical volumes and devices are not at hand") }

    func group(_ name: LVMName) throws(ProvisionError) -> VolumeGroup? { throw refusal }
    func create(_ creation: VolumeCreation) throws(ProvisionError) -> LogicalVolume { throw refusal }
    func remove(_ removal: VolumeRemoval) throws(ProvisionError) -> Bool { throw refusal }
    func facts(_ path: String) throws(ProvisionError) -> BlockDeviceFacts? { throw refusal }
    func wipe(
        _ path: String, _ mode: WipeMode, progress: (Double) throws(ProvisionError) -> Void
    ) throws(ProvisionError) { throw refusal }
    func clear(_ path: String, ifItHolds uuid: UUIDValue) throws(ProvisionError) -> Bool { throw refusal }
}
