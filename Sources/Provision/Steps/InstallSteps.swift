import Model

/// Fills an empty root by a bootstrapping program.
struct Bootstrap: Step {
    let command: ToolInvocation
    let archive: ArchiveSpec
    /// Lines for its standard input: the archives to use.
    let sources: String?
    let progress: BootstrapProgress

    let phase = "Install"
    var title: String { command.purpose }
    var effects: [PlannedEffect] { [.command(command, input: sources)] }

    func run(_ world: World) throws(ProvisionError) {
        let reader = BootstrapProgressReader(progress)
        do throws(ProvisionError) {
            _ = try world.runner.run(command, input: sources.map { Array($0.utf8) }) { line in
                if let (fraction, text) = reader.take(line) { world.reporter.progress(fraction, text) }
            }
        } catch {
            throw BootstrapDiagnosis(archive: archive).explain(error)
        }
    }
}

/// Runs one program on the host or inside the guest's root.
struct RunTool: Step {
    let phase: String
    let command: ToolInvocation

    var title: String { command.purpose }
    var effects: [PlannedEffect] { [.command(command)] }

    func run(_ world: World) throws(ProvisionError) { try world.runner.run(command) }
}

/// Unpacks a tar archive as the root.
struct UnpackRoot: Step {
    let archive: String
    let sha256: String?
    let directory: String

    let phase = "Install"
    var title: String { "unpack \(archive) into \(directory)" }

    func run(_ world: World) throws(ProvisionError) {
        try world.roots.unpack(archive, into: directory, sha256: sha256) { world.reporter.progress($0, archive) }
    }
}

/// Refuses a root that cannot be one.
struct CheckRoot: Step {
    let directory: String
    let source: String

    let phase = "Install"
    var title: String { "check that \(directory) holds an operating system" }

    func run(_ world: World) throws(ProvisionError) {
        let files = try world.roots.open(directory).load(reads: [], probes: ["/bin/sh", "/etc"], lists: [])
        guard files.exists("/bin/sh"), files.exists("/etc") else {
            throw ProvisionError(
                .badInput, "what \(source) gave is not a root: /bin/sh or /etc is missing",
                hint: "the archive must hold the root's directories at its top")
        }
    }
}

/// Makes /proc, /sys and /dev available for programs that run inside the root.
struct MountForPrograms: Step {
    let directory: String
    let phase: String
    var title: String { "mount /proc, /sys and /dev below \(directory), in a mount namespace of this run" }

    func run(_ world: World) throws(ProvisionError) { try world.roots.mountForPrograms(directory) }
}

/// Takes them away before the root is copied.
struct UnmountForPrograms: Step {
    let directory: String
    let phase: String
    var title: String { "unmount everything below \(directory)" }

    func run(_ world: World) throws(ProvisionError) { try world.roots.unmountAll(below: directory) }
}
