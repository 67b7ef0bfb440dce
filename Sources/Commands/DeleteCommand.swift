import ArgumentParser
import Fleet
import Glibc
import HostLinux
import Model
import Provision

/// `xen-provision delete`, and `xen-delete-image`.
struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove guests: exactly what their records say.",
        discussion: "A running guest is refused. On a terminal it asks; elsewhere it needs --yes.")

    @Argument(help: ArgumentHelp("Names of the guests.", valueName: "name"))
    var names: [String] = []
    @Option(name: .customLong("hostname"), parsing: .singleValue, help: "A guest's name, as xen-tools wants it.")
    var hostnames: [String] = []
    @Flag(help: "Do not ask.") var yes = false
    @Flag(help: "Show what would go; change nothing.") var dryRun = false
    @Option(help: ArgumentHelp("Where domain configurations are.", valueName: "directory")) var output: String?
    @Option(help: ArgumentHelp("Suffix of domain configurations.", valueName: "suffix")) var `extension`: String =
        ".cfg"
    @Option(help: .hidden) var dir: String?
    @Flag(help: "Say everything.") var verbose = false

    @Option(help: ArgumentHelp("Remove every guest of this fleet file.", valueName: "fleet.yaml")) var file: String?
    @OptionGroup var choice: FleetChoice

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: verbose, json: false, log: nil)
        let directory =
            output.map { HostPath.absolute($0, from: composition.workingDirectory) } ?? composition.paths.xen
        let remover = GuestRemover(
            composition: composition, reporter: reporter, directory: directory, suffix: self.extension)
        let lock = file == nil || dryRun ? nil : try composition.lockFleet(for: "delete --file \(file ?? "")")
        defer { withExtendedLifetime(lock) {} }
        let guests = try (names + hostnames).map { try GuestName($0) } + members(composition)
        guard file != nil || !guests.isEmpty else {
            throw ProvisionError(.usage, "no guest is named", hint: "give the names of the guests to remove")
        }
        if !dryRun { try RecoveryPass(composition: composition, reporter: reporter).clearDeadRuns() }
        let found = try guests.map { try remover.find($0) }
        try remover.refuseRunning(found)
        for guest in found { try remove(guest, remover) }
    }

    /// The guests of the fleet that are there.
    private func members(_ composition: Composition) throws(ProvisionError) -> [GuestName] {
        guard let file else { return [] }
        let fleet = try composition.fleet(file)
        let wanted = try fleet.guests(of: choice.hostName).map(\.name)
        let known = Set(try composition.records.all().map(\.name))
        return try choice.filter(wanted) { $0 }.filter(known.contains)
    }

    private func remove(_ guest: KnownGuest, _ remover: GuestRemover) throws(ProvisionError) {
        let existing = try remover.removal(of: guest).existing
        let out = ConsoleOutput.standardOutput
        if !guest.drift.isEmpty {
            try out.line(
                "\(guest.name): its configuration was edited since it was made: \(guest.drift.joined(separator: ", "))")
        }
        if dryRun {
            for path in existing { try out.line("Would delete: \(path)") }
            return
        }
        guard try isConfirmed(guest, existing) else { throw ProvisionError(.failed, "nothing was removed") }
        let outcome = try remover.remove(guest)
        for path in outcome.deleted { try out.line("Deleted: \(path)") }
        for path in outcome.kept { try out.line("Kept: \(path), with what is on it") }
    }

    private func isConfirmed(_ guest: KnownGuest, _ existing: [String]) throws(ProvisionError) -> Bool {
        if yes { return true }
        guard isatty(STDIN_FILENO) == 1 else {
            throw ProvisionError(.usage, "nobody is there to confirm the removal of \(guest.name)", hint: "give --yes")
        }
        let list = existing.map { "  \($0)\n" }.joined()
        try ConsoleOutput.standardError.write("These go with \(guest.name):\n\(list)Remove them? [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }
}
