import ArgumentParser
import Fleet
import HostLinux
import Model
import Provision

/// `xen-provision import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Write the guests of this host, and xen-tools' settings, as a fleet file.",
        discussion: """
            The file goes to standard output; 'plan' finds nothing to change in it. Guests without a record, such as \
            those of xen-tools, are only named in it until --adopt makes their records from their configurations; their \
            disks and configurations are not touched.
            """)

    @Flag(help: "Make records for guests that have a configuration only.") var adopt = false

    func run() throws {
        let composition = try Composition()
        try write(composition)
    }

    private func write(_ composition: Composition) throws(ProvisionError) {
        let reporter = composition.reporter(verbose: false, json: false, log: nil)
        var lock: FleetLock?
        if adopt { lock = try composition.lockFleet(for: "import --adopt") }
        defer { withExtendedLifetime(lock) {} }
        let base = try composition.loader(reporter).load([:])
        var records = try composition.records.all()
        let inventory = GuestInventory(files: composition.files, directory: composition.paths.xen, suffix: ".cfg")
        var comments = ["Written by xen-provision import."]
        let strangers = try inventory.strangers(records) { reporter.warn("\($0)") }
        for stranger in strangers {
            let path = stranger.configurationPath ?? stranger.name
            switch candidate(stranger, base, composition) {
            case .failure(let error):
                reporter.warn("\(path) is left out: \(error)")
                comments.append("Left out: \(path), for \(error.message)")
            case .success(let record):
                if adopt {
                    try keep(record, composition, reporter)
                    records.append(record)
                } else {
                    comments.append("Without a record, and left out: \(path); --adopt makes one.")
                }
            }
        }
        let guests = records.filter { $0.state == .complete }.sorted { $0.name < $1.name }
        let text = FleetWriter(base: base).text(guests.map { ($0.name.text, $0.settings) }, comments: comments)
        try ConsoleOutput.standardOutput.write(text)
    }

    /// The record that a guest without one would have.
    private func candidate(
        _ stranger: KnownGuest, _ base: SettingValues, _ composition: Composition
    ) -> Result<GuestRecord, ProvisionError> {
        do throws(ProvisionError) {
            let text = try stranger.configurationPath.map { (path) throws(ProvisionError) in
                try composition.files.read(path)
            }
            let adoption = Adoption(stranger, base: base, now: Clock.now)
            return .success(try adoption.record(configurationText: (text ?? nil) ?? ""))
        } catch {
            return .failure(error)
        }
    }

    private func keep(
        _ record: GuestRecord, _ composition: Composition, _ reporter: any Reporter
    ) throws(ProvisionError) {
        try StateDirectories(paths: composition.paths).make()
        let path = composition.paths.record(of: record.name.text)
        try composition.files.create(path, content: RecordText.encode(record), mode: 0o644)
        reporter.note("\(record.name) has a record now: \(path).")
    }
}
