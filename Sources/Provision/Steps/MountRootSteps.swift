import Model

/// Mounts what becomes the guest's file system, an image or a device, as the root that is worked on. The mount ends with
/// this run's namespace, and before anything is taken back.
struct MountRoot: Step {
    let source: String
    let type: String
    let root: String

    let phase = "Install"
    var title: String { "mount \(source) on \(root), in a mount namespace of this run" }

    func run(_ world: World) throws(ProvisionError) {
        try world.roots.mountImage(source, type: type, on: root, readOnly: false)
    }
}

/// Takes that mount away, which writes everything to the image or device.
struct UnmountRoot: Step {
    let root: String

    let phase = "Images"
    var title: String { "unmount \(root)" }

    func run(_ world: World) throws(ProvisionError) { try world.roots.unmount(root) }
}
