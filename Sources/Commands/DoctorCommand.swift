import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what a first run needs, and say the fix for what is missing.")

    @Option(
        help: ArgumentHelp(
            "Directory for image files to check for space, else the configured one.", valueName: "directory"))
    var dir: String?
    @Flag(help: "Write JSON.") var json = false

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        let directory = directory(composition, reporter)
        let facts = try composition.facts(.doctor(directory: directory, paths: composition.paths), reporter)
        let findings = Doctor(
            facts: facts, directory: directory, journals: try composition.journals.list(), paths: composition.paths
        ).findings
        if json {
            try ConsoleOutput.standardOutput.write(JSONOutput.text(findings))
        } else {
            for finding in findings { try ConsoleOutput.standardOutput.line(finding.line) }
        }
        guard !findings.contains(where: { $0.level == .missing }) else {
            throw ExitCode(ProvisionError.Code.unavailable.rawValue)
        }
    }

    /// The directory for image files that is named, else the configured one.
    private func directory(_ composition: Composition, _ reporter: any Reporter) -> String? {
        if let dir { return HostPath.absolute(dir, from: composition.workingDirectory) }
        do throws(ProvisionError) {
            let configured = try composition.loader(reporter).load([:]).text(Settings.dir)
            return configured.map { HostPath.absolute($0, from: composition.workingDirectory) }
        } catch {
            // A check-up goes on where a run would end.
            reporter.warn("\(error)")
            return nil
        }
    }
}
