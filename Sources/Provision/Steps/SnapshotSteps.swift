import Model

/// Brings a snapshot's ext file system to rest: its origin may have been cut off.
struct CheckFileSystem: Step {
    let path: String

    let phase = "Install"
    var title: String { command.purpose }
    var effects: [PlannedEffect] { [.command(command)] }

    private var command: ToolInvocation {
        ToolInvocation("e2fsck", ["-f", "-p", path], purpose: "check the file system of \(path)")
    }

    func run(_ world: World) throws(ProvisionError) {
        do throws(ProvisionError) {
            try world.runner.run(command)
        } catch  where error.code == .failed {
            // Status 1 says that it has mended something (e2fsck(8)). Then there is nothing left for a second look.
            try world.runner.run(command)
        }
    }
}

/// Mounts a device as the root that is worked on. The mount ends with this run's namespace, and before anything is
/// taken back.
struct MountRoot: Step {
    let device: String
    let type: String
    let root: String

    let phase = "Install"
    var title: String { "mount \(device) on \(root), in a mount namespace of this run" }

    func run(_ world: World) throws(ProvisionError) { try world.roots.mountImage(device, type: type, on: root) }
}
