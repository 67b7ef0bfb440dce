import Distros
import Glibc
import HostLinux
import Model
import Provision
import Templates

/// The one place where adapters meet ports.
struct Composition {
    /// Who we are before any namespace makes us root.
    let isRoot: Bool
    let paths: HostPaths
    let workingDirectory: String
    let signals: SignalWatch

    init() throws(ProvisionError) {
        umask(0o022)
        isRoot = geteuid() == 0
        paths = HostPaths(environment: Self.environment, isRoot: isRoot)
        workingDirectory = Self.currentDirectory
        signals = try SignalWatch { text in
            try? ConsoleOutput.standardError.write(text + "\n")
        }
    }

    static let version = "0.1.0"

    /// What says where things are.
    static var environment: [String: String] {
        variables([
            "XEN_PROVISION_ROOT", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR",
        ])
    }

    static func variables(_ names: [String]) -> [String: String] {
        names.reduce(into: [:]) { result, name in
            if let value = getenv(name) { result[name] = String(cString: value) }
        }
    }

    private static var currentDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    var files: LinuxFiles { LinuxFiles() }
    var templates: TemplateLibrary { TemplateLibrary(overrides: paths.templates) }
    var records: RecordStore { RecordStore(directory: paths.guests) }
    var manifests: ManifestStore { ManifestStore(directory: paths.manifests) }
    var bases: BaseStore { BaseStore(directory: paths.bases) }
    var journals: FileJournalStore { FileJournalStore(directory: paths.journals) }

    /// Starts the journal of a run.
    func begin(_ owner: JournalOwner) throws(ProvisionError) -> any Journal {
        #if DEBUG
            if let fault = Fault.requested {
                try fault.before(1)
                let journal = FaultyJournal(try journals.begin(owner), fault)
                fault.after(1)
                return journal
            }
        #endif
        return try journals.begin(owner)
    }

    func runner(_ reporter: any Reporter) -> ProcessRunner { ProcessRunner(signals: signals, log: reporter) }

    func hypervisor(_ reporter: any Reporter) -> XenHypervisor {
        XenHypervisor(signals: signals, log: reporter, fallback: XenstoreDomains(runner: runner(reporter)))
    }

    func storage(_ reporter: any Reporter) -> StoragePorts {
        StoragePorts(volumes: LVMControlClient(configuration: paths.lvm, log: reporter), devices: LinuxDevices())
    }

    /// - Parameter asked: who answers about domains already, so that no second helper process is started.
    func recovery(_ reporter: any Reporter, _ asked: (any Hypervisor)? = nil) -> Recovery {
        Recovery(
            store: journals, files: files, storage: storage(reporter), hypervisor: asked ?? hypervisor(reporter))
    }

    func facts(_ query: FactsQuery, _ reporter: any Reporter) throws(ProvisionError) -> HostFacts {
        var query = query
        // LVM would complain of everything but the reason; the plan names it.
        if !isRoot { query.volumeGroups = [] }
        var facts = try FactsGatherer(
            paths: paths, hypervisor: hypervisor(reporter), runner: runner(reporter), storage: storage(reporter)
        ).gather(query)
        facts.isRoot = isRoot
        return facts
    }

    func loader(_ reporter: any Reporter) -> SettingsLoader {
        SettingsLoader(paths: paths, workingDirectory: workingDirectory, runner: runner(reporter)) { reporter.warn($0) }
    }

    /// - Parameter asked: who answers about domains already, so that no second helper process is started.
    func world(_ reporter: any Reporter, results: RunResults, _ asked: (any Hypervisor)? = nil) -> World {
        let runner = runner(reporter)
        return World(
            runner: runner, files: files, storage: storage(reporter), roots: LinuxRoots(isRoot: isRoot),
            hypervisor: asked ?? hypervisor(reporter),
            signatures: SignatureProbe(),
            secrets: SystemSecrets(), templates: templates, reporter: reporter,
            interruption: signals, results: results)
    }

    /// Whether this run does a part of a fleet for `apply` or `cache warm`, with which it ends.
    static var isPartOfFleet: Bool { getenv(ProgressLine.variable) != nil }

    /// How to talk to the person at standard error.
    func reporter(verbose: Bool, json: Bool, log: RunLog?) -> ConsoleReporter {
        if Self.isPartOfFleet { return ConsoleReporter(style: .lines, verbose: false, log: log) }
        let style: ConsoleReporter.Style = json ? .silent : isatty(STDERR_FILENO) == 1 && !verbose ? .terminal : .plain
        return ConsoleReporter(style: style, verbose: verbose, log: log)
    }
}
