import ArgumentParser
import Model
import Provision

/// The program under all its names.
package struct Program: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "xen-provision", abstract: "Make, list and remove Xen guests.", version: Composition.version,
        subcommands: [
            CreateCommand.self, DeleteCommand.self, ListCommand.self, RecoverCommand.self, DoctorCommand.self,
            PrintCommand.self,
        ])

    package init() {}

    /// Runs the program and ends the process with its exit status.
    ///
    /// - Parameter arguments: argv, whose first word is the name that it was called by.
    package static func main(arguments: [String]) -> Never {
        let words = CommandLineWords(arguments)
        var type: any ParsableCommand.Type = Program.self
        do {
            var command = try Program.parseAsRoot(words.normalised)
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

/// What the user typed, with the name that the program was called by turned into a subcommand.
struct CommandLineWords {
    let program: String
    let normalised: [String]

    /// Names that `make install` links to the program.
    static let links = [
        "xen-create-image": "create", "xen-delete-image": "delete", "xen-list-images": "list",
    ]

    init(_ arguments: [String]) {
        let name = arguments.first?.split(separator: "/").last.map(String.init) ?? "xen-provision"
        program = name
        var words = Array(arguments.dropFirst())
        if let subcommand = Self.links[name] { words.insert(subcommand, at: 0) }
        guard words.first == "create" else {
            normalised = words
            return
        }
        normalised =
            ["create"]
            + LegacyArguments.normalise(Array(words.dropFirst()), rows: Settings.all, others: ["help", "version"])
    }
}
