import Model

/// What must be there before a plan begins: tools and space.
struct Requirements {
    let spec: GuestSpec
    let facts: HostFacts

    func check() throws(ProvisionError) {
        try checkTools()
        try checkPrivileges()
        try VolumeRequirements(spec: spec, facts: facts).check()
        try checkSpace()
    }

    /// Programs with the Debian packages that bring them.
    private var tools: [(tool: String, package: String)] {
        var tools = [("ssh-keygen", "openssh-client")]
        let types = Set(spec.storage.volumes.map(\.type))
        if types.contains(where: { $0.hasPrefix("ext") }) { tools.append(("mke2fs", "e2fsprogs")) }
        if types.contains("xfs") { tools.append(("mkfs.xfs", "xfsprogs")) }
        if types.contains("btrfs") { tools.append(("mkfs.btrfs", "btrfs-progs")) }
        if types.contains("swap") { tools.append(("mkswap", "util-linux")) }
        if case .snapshot = spec.installation.method {
            tools += [("e2fsck", "e2fsprogs"), ("tune2fs", "e2fsprogs")]
        }
        if spec.storage.layout == .disk { tools.append(("sfdisk", "fdisk")) }
        return tools
    }

    private func checkTools() throws(ProvisionError) {
        for (tool, package) in tools where facts.tools[tool] == nil {
            throw ProvisionError(.unavailable, "\(tool) is not installed", hint: "apt-get install \(package)")
        }
    }

    private func checkPrivileges() throws(ProvisionError) {
        guard !facts.isRoot, let volume = spec.storage.volumes.first(where: { MakeFilesystem.needsMount($0.type) })
        else {
            return
        }
        throw ProvisionError(
            .notPermitted, "\(volume.type) can only be filled through a mount, which needs root's rights",
            hint: "use ext4 or btrfs, or run it as root")
    }

    private func checkSpace() throws(ProvisionError) {
        guard let free = facts.freeSpace[spec.storage.directory] else { return }
        let needed = SpaceEstimate(spec: spec, facts: facts).needed
        guard free < needed else { return }
        throw ProvisionError(
            .failed,
            "\(spec.storage.directory) has \(free.mebibytes)M free, and the guest needs about \(needed.mebibytes)M while it is made",
            hint: spec.storage.isOnDevices
                ? "free some space; the root is put together there"
                : "free some space, or choose another directory with --dir")
    }
}

/// How much space a run takes at its peak: the root as a tree, and the images.
struct SpaceEstimate {
    let spec: GuestSpec
    let facts: HostFacts

    /// A bookworm root with kernel and SSH takes about 750 MiB as a tree; downloads come and go beside it.
    private static let bootstrapped = ByteSize(mebibytes: 900)

    var needed: ByteSize {
        let tree = self.tree.bytes
        guard !spec.storage.isOnDevices else { return self.tree }
        let images = spec.storage.sparse ? min(tree, spec.storage.totalSize.bytes) : spec.storage.totalSize.bytes
        return ByteSize(bytes: tree + images)
    }

    /// The root as a tree alone, which is about what a thin volume takes of its pool.
    var tree: ByteSize {
        switch spec.installation.method {
        case .mmdebstrap, .debootstrap: Self.bootstrapped
        // Root archives shrink to a third at least; a plain tar does not.
        case .tar(let path, _): ByteSize(bytes: facts.paths[path]?.size ?? 0)
        case .copy, .snapshot: ByteSize(mebibytes: 16)
        }
    }
}
