import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision list`, and `xen-list-images`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the guests of this host, with what was edited by hand since.")

    @Flag(help: "Write JSON.") var json = false
    @Option(help: ArgumentHelp("Suffix of domain configurations.", valueName: "suffix")) var `extension`: String =
        ".cfg"

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        let inventory = GuestInventory(
            files: composition.files, directory: composition.paths.xen, suffix: self.extension)
        let guests = try inventory.guests(composition.records.summaries()) { reporter.warn("\($0)") }
        let domains = try composition.domains(reporter)
        let rows = guests.map { GuestRow($0, domains: domains) }
        try ConsoleOutput.standardOutput.write(
            json ? JSONOutput.text(rows) : Table.text(GuestRow.header, rows.map(\.cells)))
        try reportDeadRuns(composition)
    }

    /// Read-only commands say what is lying about, and change nothing.
    private func reportDeadRuns(_ composition: Composition) throws(ProvisionError) {
        for journal in try composition.journals.list() where !journal.state.isAlive {
            let guest = journal.content.owner?.guest.text ?? "a guest"
            try ConsoleOutput.standardError.line(
                "note: a dead run for \(guest) is to be cleared up: xen-provision recover")
        }
    }
}

/// One guest in the list.
struct GuestRow: Encodable {
    let name: String
    let state: String
    /// Number of its domain, while there is one.
    let domid: UInt32?
    let distribution: String?
    let memoryMiB: Int?
    let addresses: [String]
    let macs: [String]
    let configuration: String?
    let drift: [String]
    let managed: Bool

    init(_ guest: Known<GuestSummary>, domains: [DomainFacts]?) {
        name = guest.name
        let domain = domains?.first { $0.name == guest.configuration?.name ?? guest.name }
        let idle = guest.record?.state == .deleting ? "deleting" : domains == nil ? "-" : "stopped"
        // That all its vcpus sleep is a running guest's usual state.
        state = domain.map { $0.state == .blocked ? "running" : $0.state.rawValue } ?? idle
        domid = domain?.domid
        distribution = guest.record?.distribution
        // A value that an administrator spelt oddly is no reason to hide the guest.
        memoryMiB = (try? guest.configuration?.memory()).flatMap { $0 }.map { Int($0.mebibytes) }
        let vifs = (try? guest.configuration?.vifs()) ?? []
        let recorded = guest.record?.addresses.map(\.description)
        addresses = recorded ?? vifs.flatMap(\.addresses)
        macs = vifs.compactMap { $0.mac?.description }
        configuration = guest.configurationPath
        drift = guest.drift
        managed = guest.record != nil
    }

    static let header = ["NAME", "STATE", "ID", "DIST", "MEMORY", "ADDRESSES", "CONFIGURATION", "EDITED"]

    var cells: [String] {
        [
            name, state, domid.map(String.init) ?? "-", distribution ?? "-", memoryMiB.map { "\($0)M" } ?? "-",
            addresses.isEmpty ? "dynamic" : addresses.joined(separator: ","), configuration ?? "-",
            drift.joined(separator: ","),
        ]
    }
}

/// Columns as wide as their widest cell.
enum Table {
    static func text(_ header: [String], _ rows: [[String]]) -> String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            return cells.trimmedEnd + "\n"
        }.joined()
    }
}

extension String {
    fileprivate var trimmedEnd: Substring {
        var view = self[...]
        while view.last == " " { view.removeLast() }
        return view
    }
}
