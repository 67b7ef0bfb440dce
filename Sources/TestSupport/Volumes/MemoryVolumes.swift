import Model
import Provision

/// Volume groups that exist in memory only.
package final class MemoryVolumes: VolumeStore {
    package var groups: [String: VolumeGroup]
    private var made = 0

    package init(_ groups: VolumeGroup...) {
        self.groups = Dictionary(uniqueKeysWithValues: groups.map { ($0.name, $0) })
    }

    package func group(_ name: LVMName) throws(ProvisionError) -> VolumeGroup? { groups[name.text] }

    package func create(_ creation: VolumeCreation) throws(ProvisionError) -> LogicalVolume {
        guard let group = groups[creation.group.text] else { throw ProvisionError(.unavailable, "no such group") }
        guard group.volume(creation.name.text) == nil else { throw ProvisionError(.exists, "the name is taken") }
        made += 1
        let volume = LogicalVolume(
            name: creation.name.text, uuid: "uuid-\(made)", size: ByteSize(mebibytes: 4), tags: [creation.tag.text])
        groups[group.name]?.volumes.append(volume)
        return volume
    }

    package func remove(_ removal: VolumeRemoval) throws(ProvisionError) -> Bool {
        guard let index = groups[removal.group.text]?.volumes.firstIndex(where: removal.means) else { return false }
        if groups[removal.group.text]?.volumes[index].isOpen == true { throw ProvisionError(.busy, "it is in use") }
        groups[removal.group.text]?.volumes.remove(at: index)
        return true
    }
}

/// Block devices that exist in memory only.
package final class MemoryDevices: BlockDevices {
    package var devices: [String: BlockDeviceFacts] = [:]
    /// What each holds, by the UUID of it.
    package var uuids: [String: UUIDValue] = [:]
    package private(set) var wiped: [String] = []

    package init() {}

    package func facts(_ path: String) throws(ProvisionError) -> BlockDeviceFacts? { devices[path] }

    package func wipe(
        _ path: String, _ mode: WipeMode, progress: (Double) throws(ProvisionError) -> Void
    ) throws(ProvisionError) {
        try progress(0)
        wiped.append("\(path) \(mode)")
    }

    package func clear(_ path: String, ifItHolds uuid: UUIDValue) throws(ProvisionError) -> Bool {
        guard uuids[path] == uuid else { return false }
        uuids[path] = nil
        return true
    }
}
