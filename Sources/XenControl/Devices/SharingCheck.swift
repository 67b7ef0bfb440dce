import Model

/// Keeps a disk from being written by two at a time. Xen's own check in its `block` script compares numbers of base 16
/// with such of base 10, and lets everything through.
struct SharingCheck {
    let store: any Store
    let host: any DeviceHost

    /// - Parameter backing: what lies behind the disk.
    /// - Throws: `.busy` where another domain or dom0 uses that, unless both only read.
    func check(_ disk: DiskRequest, on backing: Backing) throws(ProvisionError) {
        let own = try devices(of: backing)
        for path in paths(of: disk, own, backing) where try host.isClaimed(path) {
            throw refusal(disk, "dom0 itself uses it (\(path.printable))", "unmount it first")
        }
        for domain in try store.list("/local/domain/0/backend/vbd") {
            for index in try store.list("/local/domain/0/backend/vbd/\(domain)") {
                let backend = "/local/domain/0/backend/vbd/\(domain)/\(index)"
                guard let text = try store.read(backend + "/physical-device"), let used = DeviceNumber(physical: text)
                else { continue }
                let isShared = try isSame(used, backing, own)
                let writes = try store.read(backend + "/mode")?.hasPrefix("w") == true
                if isShared, writes || disk.isWritable {
                    throw refusal(disk, "domain \(domain) uses it", "stop that domain first")
                }
            }
        }
    }

    /// The block device, or the loop devices on the file.
    private func devices(of backing: Backing) throws(ProvisionError) -> Set<DeviceNumber> {
        if case .block(let number) = backing { return [number] }
        var devices: Set<DeviceNumber> = []
        for number in try host.loops() where try host.loopFile(number) == backing { devices.insert(number) }
        return devices
    }

    private func paths(of disk: DiskRequest, _ devices: Set<DeviceNumber>, _ backing: Backing) -> [String] {
        if case .block = backing { return [disk.target] }
        return devices.map { "/dev/loop\($0.minor)" }
    }

    private func isSame(
        _ used: DeviceNumber, _ backing: Backing, _ own: Set<DeviceNumber>
    ) throws(ProvisionError) -> Bool {
        if own.contains(used) { return true }
        return used.isLoop ? try host.loopFile(used) == backing : false
    }

    private func refusal(_ disk: DiskRequest, _ reason: String, _ hint: String) -> ProvisionError {
        ProvisionError(.busy, "disk \(disk.vdev), \(disk.target.printable): \(reason)", hint: hint)
    }
}
