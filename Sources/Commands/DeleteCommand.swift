import ArgumentParser
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

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: verbose, json: false, log: nil)
        guard !(names + hostnames).isEmpty else {
            throw ProvisionError(.usage, "no guest is named", hint: "give the names of the guests to remove")
        }
        let guests = try (names + hostnames).map { try GuestName($0) }
        if !dryRun { try RecoveryPass(composition: composition, reporter: reporter).clearDeadRuns() }
        let found = try guests.map { try find($0, composition) }
        try refuseRunning(found, composition, reporter)
        for guest in found { try remove(guest, composition, composition.storage(reporter)) }
    }

    private func find(_ name: GuestName, _ composition: Composition) throws(ProvisionError) -> KnownGuest {
        let directory =
            output.map { HostPath.absolute($0, from: composition.workingDirectory) } ?? composition.paths.xen
        let inventory = GuestInventory(files: composition.files, directory: directory, suffix: self.extension)
        guard let guest = try inventory.guest(named: name, record: composition.records.record(of: name)) else {
            throw ProvisionError(
                .usage, "there is no guest \(name)", hint: "'xen-list-images' shows the guests of this host")
        }
        return guest
    }

    private func refuseRunning(
        _ guests: [KnownGuest], _ composition: Composition, _ reporter: any Reporter
    ) throws(ProvisionError) {
        let running = try composition.hypervisor(reporter).runningDomains() ?? []
        for guest in guests where running.contains(guest.configuration?.name ?? guest.name) {
            throw ProvisionError(
                .busy, "the guest \(guest.name) is running", hint: "shut it down first; nothing was removed")
        }
    }

    private func remove(
        _ guest: KnownGuest, _ composition: Composition, _ storage: StoragePorts
    ) throws(ProvisionError) {
        let removal = try Removal(of: guest, paths: composition.paths)
        try removal.check(storage)
        let existing = try removal.existing(composition.files, storage)
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
        if var record = guest.record {
            record.state = .deleting
            try composition.records.replace(record)
        }
        try removal.carryOut(composition.files, storage, hosts: composition.paths.hosts)
        if let record = guest.record { try composition.records.remove(record.name) }
        for path in existing { try out.line("Deleted: \(path)") }
        for path in removal.kept { try out.line("Kept: \(path), with what is on it") }
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
