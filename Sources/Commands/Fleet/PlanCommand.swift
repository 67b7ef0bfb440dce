import ArgumentParser
import Fleet
import HostLinux
import Model
import Provision

/// `xen-provision plan`.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what it takes to make this host match a fleet; change nothing.",
        discussion: "Exit status 2 when changes are pending, 0 when there are none.")

    @Argument(help: ArgumentHelp("The fleet file.", valueName: "fleet.yaml")) var file: String
    @OptionGroup var choice: FleetChoice
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A guest that may be removed and made anew; may be repeated.", valueName: "name"))
    var replace: [String] = []
    @Flag(help: "Ask on the bridges who has the addresses that are about to be given away, and give others.")
    var arpProbe = false
    @Flag(help: "Write JSON.") var json = false

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        let session = try FleetSession(
            composition, reporter, path: file, choice: choice, replace: replace, asksWire: arpProbe)
        try SpecCheck(session: session).check()
        try ConsoleOutput.standardOutput.write(json ? JSONOutput.text(session.plan) : FleetText.plan(session.plan))
        if session.plan.isPending { throw ExitCode(2) }
    }
}

/// `xen-provision diff`.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show setting by setting what a fleet would change; change nothing.",
        discussion: "Exit status 2 when anything differs, 0 when nothing does.")

    @Argument(help: ArgumentHelp("The fleet file.", valueName: "fleet.yaml")) var file: String
    @OptionGroup var choice: FleetChoice
    @Flag(help: "Write JSON.") var json = false

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        let session = try FleetSession(composition, reporter, path: file, choice: choice)
        try ConsoleOutput.standardOutput.write(
            json ? JSONOutput.text(session.plan) : FleetText.diff(session.plan, try drift(session)))
        if session.plan.isPending { throw ExitCode(2) }
    }

    /// Keys that were edited by hand, by guest.
    private func drift(_ session: FleetSession) throws(ProvisionError) -> [String: [String]] {
        let inventory = GuestInventory(
            files: session.composition.files, directory: session.composition.paths.xen, suffix: ".cfg")
        let records = Dictionary(session.records.map { ($0.name, $0) }) { $1 }
        var result: [String: [String]] = [:]
        for guest in session.wanted {
            guard let record = records[guest.name],
                let known = try inventory.guest(named: guest.name, record: record), !known.drift.isEmpty
            else { continue }
            result[guest.name.text] = known.drift
        }
        return result
    }
}
