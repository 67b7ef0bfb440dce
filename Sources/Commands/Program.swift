import ArgumentParser
import Model
import Provision

/// The program under all its names.
package struct Program: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "xen-provision", abstract: "Make, start, watch and remove Xen guests.",
        version: Composition.version,
        subcommands: [
            CreateCommand.self, DeleteCommand.self, ListCommand.self, ShowCommand.self, StartCommand.self,
            StopCommand.self, RebootCommand.self, DestroyCommand.self, PauseCommand.self, UnpauseCommand.self,
            ConsoleCommand.self, ExtractCommand.self, MonitorCommand.self, TestBootCommand.self, RecoverCommand.self,
            DoctorCommand.self, CacheCommand.self, PlanCommand.self, ApplyCommand.self, DiffCommand.self,
            ImportCommand.self, LockCommand.self, PrintCommand.self,
        ])

    package init() {}

    /// Runs the program and ends the process with its exit status.
    ///
    /// - Parameter arguments: argv, whose first word is the name that it was called by.
    package static func main(arguments: [String]) -> Never {
        let words = CommandLineWords(arguments)
        var type: any ParsableCommand.Type = words.root
        do {
            var command = try words.root.parseAsRoot(words.normalised)
            type = Swift.type(of: command)
            try command.run()
            Program.exit()
        } catch let error as ProvisionError {
            try? ConsoleOutput.standardError.write(ErrorOutput.text(error, program: words.program))
            exit(withError: ExitCode(error.code.rawValue))
        } catch {
            type.exit(withError: error)
        }
    }
}

/// What the user typed, and which command it is for by the name that the program was called by.
struct CommandLineWords {
    let program: String
    let root: any ParsableCommand.Type
    let normalised: [String]

    /// Names that `make install` links to the program.
    private static let links: [any ParsableCommand.Type] = [
        CreateImageCommand.self, DeleteImageCommand.self, ListImagesCommand.self,
    ]

    init(_ arguments: [String]) {
        let name = arguments.first?.split(separator: "/").last.map(String.init) ?? "xen-provision"
        program = name
        root = Self.links.first { $0.configuration.commandName == name } ?? Program.self
        let words = Array(arguments.dropFirst())
        let isCreate = root == CreateImageCommand.self
        guard isCreate || (root == Program.self && words.first == "create") else {
            normalised = words
            return
        }
        let subcommand = isCreate ? [] : ["create"]
        let own = ["help", "version", "generate-completion-script"]
        normalised =
            subcommand
            + LegacyArguments.normalise(Array(words.dropFirst(subcommand.count)), rows: Settings.all, others: own)
    }
}
