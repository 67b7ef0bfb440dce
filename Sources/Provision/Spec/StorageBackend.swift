import Model

/// What a guest's disks are made of.
package enum StorageBackend: Hashable, Codable, Sendable {
    /// Image files below the spec's directory.
    case files
    /// Logical volumes that are made for the guest, out of a thin pool where one is named.
    case lvm(group: LVMName, pool: LVMName?)
    /// Block devices that are there already.
    case devices(root: String, swap: String?)
}

extension StorageSpec {
    /// Where a volume is once the guest is finished: an image file or a block device.
    package func path(of volume: VolumeSpec, for guest: GuestName) -> String {
        switch backend {
        case .files: "\(imageDirectory(of: guest))/\(volume.imageName)"
        case .lvm(let group, _): "/dev/\(group)/\(Self.volumeName(volume, for: guest))"
        case .devices(let root, let swap): volume.isSwap ? swap ?? root : root
        }
    }

    /// `NAME-disk`, `NAME-swap`: xen-tools' names.
    package static func volumeName(_ volume: VolumeSpec, for guest: GuestName) -> String { "\(guest)-\(volume.name)" }

    /// Whether the guest has block devices: they are named as they are, not renamed at the end.
    package var isOnDevices: Bool { backend != .files }
}

extension LVMName {
    /// The tag of everything that a run makes.
    package static func tag(of run: RunID) throws(ProvisionError) -> LVMName { try LVMName("provision.\(run)") }
}

extension LogicalVolume {
    /// How a guest's record names a volume that this run has made; nil where LVM reported no UUID.
    package func removal(in group: LVMName, run: RunID) -> VolumeRemoval? {
        do throws(ProvisionError) {
            return VolumeRemoval(group: group, name: try LVMName(name), tag: try .tag(of: run), uuid: try LVMName(uuid))
        } catch {
            return nil
        }
    }
}
