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
