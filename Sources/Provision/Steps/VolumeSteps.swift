import Model

/// Splits a directory of the root off into a tree of its own, for a file system that is mounted there.
struct SplitTree: Step {
    let root: String
    let mountPoint: String
    let tree: String

    let phase = "Images"
    var title: String { "move what is in \(mountPoint) to a tree of its own" }

    func run(_ world: World) throws(ProvisionError) {
        let guest = try world.roots.open(root)
        let path = try GuestPath(mountPoint)
        // Whatever the root has on the way may be a link that leads outside: only the guest root knows how to walk it.
        try guest.moveOut(path, to: tree)
        try guest.carryOut([.put(path, .directory(GuestDirectory()))])
    }
}

/// Makes an image file and a file system in it that holds a tree, without mounting anything.
struct MakeFilledImage: Step {
    let image: String
    let volume: VolumeSpec
    let sparse: Bool
    let command: ToolInvocation

    let phase = "Images"
    var title: String { command.purpose }
    var effects: [PlannedEffect] {
        [.file(path: image, origin: "\(volume.size) for \(volume.name)", content: nil), .command(command)]
    }

    func run(_ world: World) throws(ProvisionError) {
        try world.files.createImage(image, size: volume.size, sparse: sparse)
        try world.runner.run(command)
        if !sparse { try world.files.allocate(image) }
    }
}

/// Fills a file system for which no tool can do it from outside (xfs): mounted in this run's mount namespace.
struct FillByMount: Step {
    let image: String
    let type: String
    let tree: String
    let mountPoint: String

    let phase = "Images"
    var title: String { "copy \(tree) into \(image), mounted in a mount namespace of this run" }
    var effects: [PlannedEffect] { [.command(copy)] }

    private var copy: ToolInvocation {
        ToolInvocation("cp", ["--archive", "--", tree + "/.", mountPoint], purpose: "copy the root into \(image)")
    }

    func run(_ world: World) throws(ProvisionError) {
        try world.files.makeDirectory(mountPoint, mode: 0o700)
        try world.roots.mountImage(image, type: type, on: mountPoint, readOnly: false)
        try world.runner.run(copy)
        try world.roots.unmount(mountPoint)
    }
}

/// Makes a whole disk: a GUID partition table and one partition that holds a finished file system.
struct MakeDisk: Step {
    let image: String
    let size: ByteSize
    let sparse: Bool
    let content: String
    let table: ToolInvocation
    let script: String

    /// Where the partition begins, in bytes: 1 MiB, as every partitioner aligns.
    static let partitionStart: UInt64 = 1 << 20

    let phase = "Images"
    var title: String { "make the disk \(image) with one partition" }
    var effects: [PlannedEffect] {
        [
            .file(path: image, origin: "\(size), partition table by sfdisk", content: nil),
            .command(table, input: script),
        ]
    }

    func run(_ world: World) throws(ProvisionError) {
        try world.files.createImage(image, size: size, sparse: sparse)
        try world.runner.run(table, input: Array(script.utf8))
        try world.files.splice(content, into: image, at: Self.partitionStart)
        if !sparse { try world.files.allocate(image) }
        try world.files.removeFile(content)
    }
}

/// Reads every finished image back: what is in it must be what was planned.
struct VerifyImage: Step {
    let image: String
    let offset: UInt64
    let volume: VolumeSpec

    let phase = "Images"
    var title: String { "check that \(image) holds \(volume.type) with UUID \(volume.uuid)" }

    func run(_ world: World) throws(ProvisionError) {
        let found = try world.signatures.probe(image, offset: offset)
        guard found?.type == volume.type, found?.uuid == volume.uuid.description else {
            throw ProvisionError(
                .failed,
                "\(image) holds \(found?.type ?? "nothing") \(found?.uuid ?? "") instead of \(volume.type) \(volume.uuid)"
            )
        }
        try world.files.sync(image)
    }
}
