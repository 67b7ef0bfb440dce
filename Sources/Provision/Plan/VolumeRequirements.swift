import Model

/// What must be so before volumes are made: a group that is ours alone, free names, enough space.
struct VolumeRequirements {
    let spec: GuestSpec
    let facts: HostFacts

    /// A pool that is this full stops every guest in it soon.
    static let fullPool = 95.0

    /// - Throws: `.unavailable` for a group that cannot be used, `.exists` for a name that is taken, `.failed` where
    ///   there is not enough space.
    func check() throws(ProvisionError) {
        guard case .lvm(let name, let pool) = spec.storage.backend else { return }
        let group = try Self.group(name, facts)
        try checkUse(of: group)
        try checkNames(in: group)
        if let pool { try checkPool(pool, in: group) }
        try checkExtents(of: group, thin: pool != nil)
    }

    /// The group of that name.
    ///
    /// - Throws: `.notPermitted` where only root could have asked for it, `.unavailable` where there is none.
    static func group(_ name: LVMName, _ facts: HostFacts) throws(ProvisionError) -> VolumeGroup {
        guard facts.isRoot else {
            throw ProvisionError(
                .notPermitted, "logical volumes need root's rights", hint: "run it as root, or use --dir")
        }
        guard let group = facts.volumeGroups[name.text] else {
            throw ProvisionError(
                .unavailable, "LVM sees no volume group \(name)",
                hint: "'vgs' lists them; what lvm.conf's filters or the devices file leave out stays out")
        }
        return group
    }

    private func checkUse(of group: VolumeGroup) throws(ProvisionError) {
        let problem: (String, String)?
        if group.isShared {
            problem = ("is shared with other hosts", "use a group that is this host's alone")
        } else if group.isExported {
            problem = ("is exported", "import it first: vgimport \(group.name)")
        } else if group.isPartial {
            problem = ("lacks some of its physical volumes", "'vgs -o +missing_pv_count' tells more")
        } else if !group.isWritable {
            problem = ("is read-only", "'vgs -o vg_permissions' tells; its metadata says so")
        } else {
            problem = nil
        }
        guard let (text, hint) = problem else { return }
        throw ProvisionError(.unavailable, "the volume group \(group.name) \(text)", hint: hint)
    }

    private func checkNames(in group: VolumeGroup) throws(ProvisionError) {
        for volume in spec.storage.volumes {
            let name = try LVMName(StorageSpec.volumeName(volume, for: spec.name))
            // lvm(8): these beginnings are LVM's own, and device-mapper's names hold group and volume.
            let isReserved = ["snapshot", "pvmove"].contains(where: name.text.hasPrefix)
            let length = try LVMName(group.name).mangledLength + 1 + name.mangledLength
            guard !isReserved, length <= LVMName.maximumLength else {
                throw ProvisionError(
                    .usage, "LVM takes no volume called \(name)", hint: "choose a shorter or another name for the guest"
                )
            }
            guard group.volume(name.text) == nil else {
                throw ProvisionError(
                    .exists, "there is a volume \(group.name)/\(name) already",
                    hint: "choose another name, or remove that volume yourself if nobody needs it")
            }
        }
    }

    /// What is made with extents of its own: all that does not come out of a pool.
    private func checkExtents(of group: VolumeGroup, thin: Bool) throws(ProvisionError) {
        let sizes = spec.storage.volumes.compactMap { volume in
            if volume.isRoot, case .snapshot(let snapshot) = spec.installation.method { return snapshot.room }
            return thin ? nil : volume.size
        }
        let needed = sizes.reduce(0) { $0 + group.extents(for: $1) }
        guard group.freeExtents < needed else { return }
        throw ProvisionError(
            .failed,
            "the volume group \(group.name) has \(group.free.mebibytes)M free, and the guest's volumes need"
                + " \(ByteSize(bytes: needed * group.extentSize.bytes).mebibytes)M",
            hint: "give smaller sizes, or add a physical volume: vgextend \(group.name) DEVICE")
    }

    private func checkPool(_ name: LVMName, in group: VolumeGroup) throws(ProvisionError) {
        guard let pool = group.volume(name.text), pool.isThinPool else {
            let pools = group.volumes.filter(\.isThinPool).map(\.name)
            throw ProvisionError(
                .unavailable, "the volume group \(group.name) has no thin pool \(name)",
                hint: pools.isEmpty ? "make one first (lvmthin(7))" : "it has \(pools.joined(separator: ", "))")
        }
        let (data, metadata) = (pool.dataPercent ?? 0, pool.metadataPercent ?? 0)
        guard data < Self.fullPool, metadata < Self.fullPool else {
            throw ProvisionError(
                .failed, "the thin pool \(group.name)/\(name) is nearly full: data \(data)%, metadata \(metadata)%",
                hint: "extend it first: lvextend (lvmthin(7))")
        }
        // What a guest takes at first is its root as a tree; more comes with time. What must be written over is taken whole.
        let free = ByteSize(bytes: UInt64(Double(pool.size.bytes) * (100 - data) / 100))
        let isWhole = pool.zeroesBlocks != true && spec.storage.wipe != .none
        let needed = isWhole ? spec.storage.totalSize : SpaceEstimate(spec: spec, facts: facts).tree
        guard free < needed else { return }
        throw ProvisionError(
            .failed,
            "the thin pool \(group.name)/\(name) has \(free.mebibytes)M left, and the guest needs about"
                + " \(needed.mebibytes)M from the start",
            hint: "extend it first: lvextend (lvmthin(7))")
    }
}
