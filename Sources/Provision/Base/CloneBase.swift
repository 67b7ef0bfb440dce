import Model

/// Makes a guest's file system as a copy of a base: its size, and a UUID of its own.
struct CloneBase: Step {
    let base: BaseLocation
    let description: BaseDescription
    let image: String
    let volume: VolumeSpec

    let phase = "Install"
    var title: String { "clone the base \(base.key.prefix(12)) as \(image), of \(volume.size)" }
    var effects: [PlannedEffect] {
        [.file(path: image, origin: "the base \(base.image)", content: nil), .command(identify), .command(grow)]
    }

    // The base was never mounted and is checked by its digest: neither program needs e2fsck's word for it.
    private var identify: ToolInvocation {
        ToolInvocation(
            "tune2fs", ["-f", "-U", volume.uuid.description, image], writesScratch: true,
            purpose: "give the file system its UUID")
    }
    private var grow: ToolInvocation {
        ToolInvocation("resize2fs", ["-f", image], writesScratch: true, purpose: "grow the file system")
    }

    func run(_ world: World) throws(ProvisionError) {
        try world.files.createImage(image, size: volume.size, sparse: true)
        do throws(ProvisionError) {
            try copy(world)
        } catch {
            try world.files.removeFile(image)
            throw error
        }
        try world.runner.run(identify)
        if volume.size > description.size { try world.runner.run(grow) }
        world.results.proof = description.proof ?? PackageProof()
    }

    private func copy(_ world: World) throws(ProvisionError) {
        let check = BaseCheck(base: base, description: description)
        guard let digest = try world.files.copyImage(base.image, into: image) else { return try check.run(world) }
        try check.compare(digest)
    }
}

/// Copies a base's files into a root that becomes something else than one ext4 file system.
struct CopyBase: Step {
    let base: BaseLocation
    let description: BaseDescription
    let root: String
    let mountPoint: String

    let phase = "Install"
    var title: String { "copy the base \(base.key.prefix(12)) to \(root), mounted in a mount namespace of this run" }
    var effects: [PlannedEffect] { [.command(copy)] }

    private var copy: ToolInvocation {
        ToolInvocation(
            "cp", ["--archive", "--", mountPoint + "/.", root], writesScratch: true, purpose: "copy the base")
    }

    func run(_ world: World) throws(ProvisionError) {
        try BaseCheck(base: base, description: description).run(world)
        try world.files.makeDirectory(mountPoint, mode: 0o700)
        try world.roots.mountImage(base.image, type: "ext4", on: mountPoint, readOnly: true)
        try world.runner.run(copy)
        try world.roots.unmount(mountPoint)
        try world.files.removeDirectory(root + "/lost+found")
        world.results.proof = description.proof ?? PackageProof()
    }
}

/// Refuses a base that is not what was kept.
struct BaseCheck {
    let base: BaseLocation
    let description: BaseDescription

    /// Reads it, unless it was read since the host has started and has not changed.
    func run(_ world: World) throws(ProvisionError) {
        let mark = try world.files.changeMark(of: base.image)
        guard try world.files.read(base.mark) != mark else { return }
        try compare(world.files.digest(base.image))
        try note(world.files)
    }

    /// Notes that it is as it was kept.
    func note(_ files: any HostFiles) throws(ProvisionError) {
        try files.removeFile(base.mark)
        do throws(ProvisionError) {
            try files.create(base.mark, content: files.changeMark(of: base.image), mode: 0o600)
        } catch  where error.code == .exists {
            // Another run has just come to the same end.
        }
    }

    func compare(_ digest: String) throws(ProvisionError) {
        guard digest == description.digest else {
            throw ProvisionError(
                .failed, "the base \(base.image) is not what it was when it was made",
                hint: "make it anew with --base-cache=refresh, and look after the disk that it is on")
        }
    }
}

/// Gives every byte of a cloned image its block.
struct AllocateImage: Step {
    let image: String

    let phase = "Images"
    var title: String { "allocate all of \(image)" }

    func run(_ world: World) throws(ProvisionError) { try world.files.allocate(image) }
}
