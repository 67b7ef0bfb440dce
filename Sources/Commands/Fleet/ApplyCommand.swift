import ArgumentParser
import Fleet
import Glibc
import HostLinux
import Model
import Provision

/// `xen-provision apply`.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make this host match a fleet.",
        discussion: """
            What is missing is created, hardware that differs is reconfigured, and what the fleet says is removed goes. \
            A change that would destroy what is on a guest's disks is made only where --replace names the guest. A \
            signal takes back what is not finished and keeps what is.
            """)

    @Argument(help: ArgumentHelp("The fleet file.", valueName: "fleet.yaml")) var file: String
    @OptionGroup var choice: FleetChoice
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A guest to remove with its disks and make anew; may be repeated.", valueName: "name"))
    var replace: [String] = []
    @Flag(help: "Ask on the bridges who has the addresses that are about to be given away, and give others.")
    var arpProbe = false
    @Option(
        help: ArgumentHelp("Guests to make at once; as many as there are cores, if memory allows.", valueName: "n"))
    var parallel: Int?
    @Flag(help: "Go on with other guests after a failure.") var keepGoing = false
    @Flag(help: "Write JSON.") var json = false

    func validate() throws {
        if let parallel, !(1...1024).contains(parallel) {
            throw ProvisionError(.usage, "--parallel: \(parallel) is no number of guests", hint: "use 1 to 1024")
        }
    }

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        let lock = try composition.lockFleet(for: "apply \(file)")
        defer { withExtendedLifetime(lock) {} }
        // While we hold the lock, only one that was killed can have left such runs; they take back what they have begun.
        _ = try composition.journals.settled(within: 60) {
            $0.state.isAlive && $0.content.owner?.command == Recovery.apply
        }
        // An unprivileged user's dead runs are cleared up by those of the guests, which are isolated.
        if composition.isRoot { try RecoveryPass(composition: composition, reporter: reporter).clearDeadRuns() }
        let session = try FleetSession(
            composition, reporter, path: file, choice: choice, replace: replace, asksWire: arpProbe)
        try refuseBlocked(session.plan)
        try SpecCheck(session: session).check()
        let style: ProgressBoard.Style = json ? .silent : isatty(STDERR_FILENO) == 1 ? .terminal : .plain
        let run = ApplyRun(
            session: session, maker: CreatingMaker(composition: composition, directory: session.directory),
            board: ProgressBoard(style: style) { try? ConsoleOutput.standardError.write($0) }, keepGoing: keepGoing)
        let parallelism = try Parallelism.bounded(parallel)
        if let reason = parallelism.reason, parallelism.count < parallel ?? 0 {
            reporter.note("\(parallelism.count) at once: \(reason).")
        }
        let interruption = run.carryOut(atOnce: parallelism.count)
        try ConsoleOutput.standardOutput.write(json ? JSONOutput.text(run.report) : run.report.text)
        if let interruption { throw interruption }
        if let status = run.exitStatus { throw ExitCode(status) }
    }

    /// Nothing at all is done where a guest stands in the way, unless the rest is wanted all the same.
    private func refuseBlocked(_ plan: FleetPlan) throws(ProvisionError) {
        guard !keepGoing else { return }
        let blocked = plan.guests.filter { $0.action == .blocked }
        guard let first = blocked.first else { return }
        throw ProvisionError(
            .exists, "\(first.name): \(first.note ?? "it is blocked")",
            hint: "nothing was done; --keep-going does the rest of the fleet",
            details: blocked.dropFirst().map { "\($0.name): \($0.note ?? "it is blocked")" })
    }
}
