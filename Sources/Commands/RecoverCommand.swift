import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision recover`.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Show and roll back what runs that died have left.",
        discussion: """
            A run that was killed leaves a journal; rolling it back removes exactly what that run had made. What was \
            cut off before the host booted is only shown: with --earlier-boot it is rolled back too.
            """)

    @Flag(help: "Only show them.") var list = false
    @Flag(help: "Roll back runs from before the host's last boot too.") var earlierBoot = false
    @Flag(help: "Write JSON.") var json = false

    func run() throws {
        let composition = try Composition()
        // A run that was killed a moment ago may still hold its journal.
        let journals = try composition.journals.settled(within: list ? 0 : 3) { $0.state.isAlive }
        if list || json {
            try show(journals)
            if list { return }
        }
        if !composition.isRoot { try Isolation.enter(hostName: "localhost") }
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        try rollBack(journals, composition, reporter)
    }

    private func show(_ journals: [FoundJournal]) throws(ProvisionError) {
        let rows = journals.map(JournalRow.init)
        let text = json ? try JSONOutput.text(rows) : Table.text(JournalRow.header, rows.map(\.cells))
        try ConsoleOutput.standardOutput.write(text)
    }

    private func rollBack(
        _ journals: [FoundJournal], _ composition: Composition, _ reporter: any Reporter
    ) throws(ProvisionError) {
        let recovery = composition.recovery(reporter)
        let pass = RecoveryPass(composition: composition, reporter: reporter)
        let safe = Set(try recovery.safeToRollBack().map(\.path))
        var left = 0
        var waiting: [FoundJournal] = []
        // Who was about to end when they were listed has ended meanwhile if it may be rolled back.
        for journal in journals where !journal.state.isAlive || safe.contains(journal.path) {
            guard safe.contains(journal.path) || (earlierBoot && journal.state == .earlierBoot) else {
                waiting.append(journal)
                continue
            }
            let report = try recovery.rollBack(journal)
            left += report.outcome.left.count
            pass.report(report)
        }
        for journal in waiting { reporter.warn(JournalRow(journal).reason) }
        for journal in journals where journal.state.isAlive && !safe.contains(journal.path) {
            reporter.note("A run for \(JournalRow(journal).guest) is at work; it is left alone.")
        }
        if journals.isEmpty { reporter.note("There is nothing to recover.") }
        guard left == 0 else {
            throw ProvisionError(
                .leftovers, "not everything could be rolled back", hint: "mend the cause and run it again")
        }
    }
}

/// One journal in the list.
private struct JournalRow: Encodable {
    let guest: String
    let state: String
    let command: String
    let path: String
    let undo: [String]

    init(_ journal: FoundJournal) {
        guest = journal.content.owner?.guest.text ?? "?"
        command = journal.content.owner?.command ?? "?"
        path = journal.path
        undo = (journal.content.cleanupAfterCommit ?? journal.content.rollback).map(\.description)
        state =
            switch journal.state {
            case .active: "at work"
            case .ending: "ending"
            case .dead: "dead"
            case .earlierBoot: "from an earlier boot"
            }
    }

    static let header = ["GUEST", "STATE", "COMMAND", "WOULD BE UNDONE"]

    var cells: [String] { [guest, state, command, undo.isEmpty ? "nothing" : undo.joined(separator: "; ")] }

    /// Why it is not rolled back without being asked.
    var reason: String {
        state == "dead"
            ? "\(guest): a domain of that name runs; shut it down, then run 'xen-provision recover' again"
            : "\(guest): its run was cut off before the host booted; look at 'recover --list', then use --earlier-boot"
    }
}
