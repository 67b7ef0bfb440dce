import ArgumentParser
import Fleet
import Provision

/// `xen-provision print`: what `make install` puts beside the program.
struct PrintCommand: ParsableCommand {
    enum Document: String, ExpressibleByArgument, CaseIterable {
        case man, configuration, schema
    }

    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Print the manual page, a commented configuration file, or the JSON Schema of fleet files.",
        shouldDisplay: false
    )

    @Argument(help: "Which document.") var document: Document

    func run() throws {
        let text =
            switch document {
            case .man: ManualPage().text
            case .configuration: SampleConfiguration().text
            case .schema: try FleetSchema.text()
            }
        try ConsoleOutput.standardOutput.write(text)
    }
}
