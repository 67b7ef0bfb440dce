import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision extract`.
struct ExtractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract", abstract: "Take the kernel of a guest out of its disk.",
        discussion: """
            Calls xen-extract-kernel(8) on the guest's first disk, as its start would, with the files in the working \
            directory. Options of that program follow the guest: 'extract web1 --list-entries' shows its boot menu.
            """)

    @Argument(help: ArgumentHelp("Guest, or path of its domain configuration.", valueName: "guest")) var guest: String
    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("Options of xen-extract-kernel, such as --output-directory=/tmp.", valueName: "option"))
    var options: [String] = []

    func run() throws {
        let config = try Composition().configuredGuest(guest).config
        let call = try ExtractorCall(config, options: options)
        try ProgramReplacement.go(on: BootLoaderLocator().find("xen-extract-kernel"), call.arguments)
    }
}
