import ArgumentParser
import Provision

/// `xen-provision print`: what `make install` puts beside the program.
struct PrintCommand: ParsableCommand {
    enum Document: String, ExpressibleByArgument, CaseIterable {
        case man, configuration
    }

    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Print the manual page or a commented configuration file.", shouldDisplay: false
    )

    @Argument(help: "Which document.") var document: Document

    func run() throws {
        let text =
            switch document {
            case .man: ManualPage().text
            case .configuration: SampleConfiguration().text
            }
        try ConsoleOutput.standardOutput.write(text)
    }
}
