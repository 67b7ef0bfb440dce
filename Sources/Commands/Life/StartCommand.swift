import ArgumentParser
import HostLinux
import Model
import Provision

extension Toolstack: ExpressibleByArgument {}

/// `xen-provision start`.
struct StartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start guests.",
        discussion: """
            Reads an ordinary domain configuration (xl.cfg(5)), ours or anybody's, and starts it by the embedded \
            control layer, without xl. What that cannot carry out stops it, with the list; --toolstack=xl hands such a \
            guest (emulated machines, PCI devices) to xl.
            """)

    @Argument(help: ArgumentHelp("Guests, or paths of domain configurations.", valueName: "guest")) var guests: [String]
    @Option(help: "Who starts it: own or xl.") var toolstack = Toolstack.own
    @Flag(help: "Leave them at their first instruction; 'unpause' lets them run.") var paused = false
    @Flag(help: "Say everything.") var verbose = false
    /// The end of a `create --boot`: the guest itself is there, and stays.
    @Flag(help: .hidden) var created = false

    func run() throws {
        do {
            try startAll()
        } catch let error as ProvisionError where created {
            throw ProvisionError(
                .leftovers, "the guest is made, but was not started: \(error.message)", hint: error.hint,
                details: error.details)
        }
    }

    private func startAll() throws {
        let composition = try Composition()
        let found = try guests.map { try composition.configuredGuest($0) }
        for guest in found {
            let log = RunLog(directory: composition.paths.log, name: "\(guest.name.printable).start")
            let reporter = composition.reporter(verbose: verbose, json: false, log: log)
            switch toolstack {
            case .own: try start(guest, composition, reporter)
            case .xl:
                let command = ToolInvocation(
                    "xl", ["create"] + (paused ? ["-p"] : []) + [guest.path], purpose: "start \(guest.name)")
                try composition.runner(reporter).run(command)
                reporter.note("Started \(guest.name) by xl.")
            }
        }
    }

    private func start(
        _ guest: ConfiguredGuest, _ composition: Composition, _ reporter: any Reporter
    ) throws(ProvisionError) {
        // Before anything is written: without Xen there is nothing to write about.
        let hypervisor = composition.hypervisor(reporter)
        _ = try hypervisor.facts()
        try StateDirectories(paths: composition.paths).makeForDomains()
        try RecoveryPass(composition: composition, reporter: reporter, hypervisor: hypervisor).clearDeadRuns()
        let start = GuestStart(
            composition: composition, reporter: reporter, guest: guest, hypervisor: hypervisor, staysPaused: paused)
        let domain = try start.run()
        reporter.note("Started \(guest.name) as domain \(domain.domid).")
        start.haveWatched(domain)
    }
}
