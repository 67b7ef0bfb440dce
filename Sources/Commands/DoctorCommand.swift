import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what a first run needs, and say the fix for what is missing.")

    @Option(help: ArgumentHelp("Directory for image files to check for space.", valueName: "directory")) var dir:
        String?
    @Flag(help: "Write JSON.") var json = false

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        var query = FactsQuery()
        let directory = dir.map { HostPath.absolute($0, from: composition.workingDirectory) }
        if let directory { query.spaces.insert(directory) }
        query.paths = FactsQuery.doctorPaths
        let facts = try composition.facts(query, reporter)
        let findings = Doctor(facts: facts, directory: directory, journals: try composition.journals.list()).findings
        if json {
            try ConsoleOutput.standardOutput.write(JSONOutput.text(findings))
        } else {
            for finding in findings { try ConsoleOutput.standardOutput.line(finding.line) }
        }
        guard !findings.contains(where: { $0.level == .missing }) else {
            throw ExitCode(ProvisionError.Code.unavailable.rawValue)
        }
    }
}
