import Model

/// Makes one logical volume for the guest, tagged with the run's name.
struct CarveVolume: Step {
    let creation: VolumeCreation
    let size: ByteSize

    let phase = "Prepare"
    private var full: String { "\(creation.group)/\(creation.name)" }
    var title: String {
        switch creation.kind {
        case .linear: "make the logical volume \(full) of \(size), tagged \(creation.tag)"
        case .thin(let pool, _): "make the thin volume \(full) of \(size) in the pool \(pool), tagged \(creation.tag)"
        case .snapshot(let origin, _): "make \(full) as a snapshot of \(origin), tagged \(creation.tag)"
        }
    }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        // LVM chooses the UUID; the tag is ours, and nobody else's volume has it.
        [
            .removeVolume(
                VolumeRemoval(group: creation.group, name: creation.name, tag: creation.tag, uuid: nil))
        ]
    }

    func run(_ world: World) throws(ProvisionError) {
        let volume = try world.storage.volumes.create(creation)
        world.results.volumes[creation.name.text] = volume
        // Said now, and not after the root was put together.
        guard try world.storage.devices.facts("/dev/\(full)") != nil else {
            throw ProvisionError(
                .unavailable, "the volume \(full) was made, and there is no device /dev/\(full)",
                hint: "does lvm.conf forbid activation, or does udev not run?")
        }
    }
}

/// Takes old content off a device before the guest's file system is put on it.
struct WipeDevice: Step {
    let path: String
    let mode: WipeMode

    let phase = "Images"
    var title: String {
        switch mode {
        case .discard: "make \(path) read as zeros, by discarding where the device guarantees that"
        case .zero: "write zeros over \(path)"
        case .none: "leave the old content of \(path)"
        }
    }

    func run(_ world: World) throws(ProvisionError) {
        if mode == .none {
            world.reporter.warn("--wipe=none: the guest may be able to read what \(path) held before")
            return
        }
        try world.storage.devices.wipe(path, mode) { (done) throws(ProvisionError) in
            try world.interruption.check()
            world.reporter.progress(done, "wiping \(path)")
        }
    }
}

/// Looks at a device that the user named once more, right before it is written to.
struct ClaimDevice: Step {
    let path: String
    let volume: VolumeSpec
    /// What it held when the plan was made; the user has agreed to the loss of that and of nothing else.
    let known: BlockDeviceFacts

    let phase = "Images"
    var title: String { "check that \(path) is still free, and holds \(known.holds ?? "nothing") as before" }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        // What was there before cannot be had again; what this run puts there can be taken off.
        [.clearDevice(path: path, uuid: volume.uuid)]
    }

    func run(_ world: World) throws(ProvisionError) {
        let found = try world.storage.devices.facts(path)
        guard let found, found.size == known.size, found.holds == known.holds else {
            throw ProvisionError(.failed, "\(path) is not what it was when the plan was made", hint: "look at it again")
        }
        guard !found.isInUse else { throw ProvisionError(.busy, "\(path) is in use by now") }
    }
}

/// Makes a file system, or swap, on a block device, with what it shall hold.
struct FillDevice: Step {
    let path: String
    let volume: VolumeSpec
    let command: ToolInvocation

    let phase = "Images"
    var title: String { command.purpose }
    var effects: [PlannedEffect] {
        [.file(path: path, origin: "\(volume.size) for \(volume.name)", content: nil), .command(command)]
    }

    func run(_ world: World) throws(ProvisionError) { try world.runner.run(command) }
}
