import Model

/// The steps around volumes and devices that image files do not have.
struct VolumePlanner {
    let spec: GuestSpec
    let facts: HostFacts
    let run: RunID

    /// The root's, where it is one.
    private var snapshot: SnapshotSpec? {
        if case .snapshot(let snapshot) = spec.installation.method { return snapshot }
        return nil
    }

    /// Makes every volume, before the long work: names and space are the guest's from then on.
    func carve() throws(ProvisionError) -> [any Step] {
        guard case .lvm(let group, let pool) = spec.storage.backend else { return [] }
        var steps: [any Step] = []
        for volume in spec.storage.volumes {
            let name = try LVMName(StorageSpec.volumeName(volume, for: spec.name))
            let kind: VolumeCreation.Kind =
                if volume.isRoot, let snapshot {
                    .snapshot(origin: snapshot.origin, room: snapshot.room)
                } else if let pool { .thin(pool: pool, size: volume.size) } else { .linear(size: volume.size) }
            steps.append(
                CarveVolume(
                    creation: VolumeCreation(group: group, name: name, tag: try .tag(of: run), kind: kind),
                    size: volume.size))
        }
        return steps
    }

    /// Makes the snapshot that is the root a file system of its own, and mounts it.
    func openSnapshot(on root: String) -> [any Step] {
        guard let volume = spec.storage.root else { return [] }
        let path = spec.storage.path(of: volume, for: spec.name)
        // tune2fs takes another UUID only right after a check, for it is part of every checksum.
        let tune = ToolInvocation(
            "tune2fs", ["-U", volume.uuid.description, path], purpose: "give \(path) a UUID of its own")
        return [
            CheckFileSystem(path: path), RunTool(phase: "Install", command: tune),
            MountRoot(source: path, type: volume.type, root: root),
        ]
    }

    /// Makes sure that a volume or device holds nothing of a former owner.
    func clear(_ volume: VolumeSpec) -> [any Step] {
        let path = spec.storage.path(of: volume, for: spec.name)
        let wipe = WipeDevice(path: path, mode: spec.storage.wipe)
        if volume.isRoot, snapshot != nil { return [] }
        switch spec.storage.backend {
        case .files: return []
        case .devices:
            let known = facts.devices[path] ?? BlockDeviceFacts(size: volume.size)
            return [ClaimDevice(path: path, volume: volume, known: known), wipe]
        case .lvm(_, nil): return [wipe]
        case .lvm(let group, let pool?): return clears(pool, group) ? [] : [wipe]
        }
    }

    /// Blocks of a pool that clears them before it hands them out are new to everybody; reading what was never written
    /// gives zeros in every pool (lvmthin(7), "zeroing").
    private func clears(_ pool: LVMName, _ group: LVMName) -> Bool {
        facts.volumeGroups[group.text]?.volume(pool.text)?.zeroesBlocks == true
    }
}
