import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision test-boot`.
struct TestBootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-boot", abstract: "Show whether a guest starts, by a throw-away copy of it.",
        discussion: """
            Where Xen runs, the copy is a domain NAME.test-boot with copies of the disks that the guest can write. \
            Elsewhere it starts on a Xen in QEMU, which needs some minutes and, the first time, packages of Debian. The \
            guest's own disks stay as they are. Ends with 0 when all that was waited for came.
            """)

    @Argument(help: ArgumentHelp("Guest, or path of its domain configuration.", valueName: "guest")) var guest: String
    @Option(
        help: ArgumentHelp(
            "What to wait for, with commas: login (a prompt on the console), ping, ssh.", valueName: "signs"))
    var wait = "login"
    @Option(help: ArgumentHelp("How long to wait for it.", valueName: "seconds")) var limit = 420
    @Option(help: ArgumentHelp("Where copies of disks go; beside the first disk by default.", valueName: "directory"))
    var copies: String?
    @Flag(help: "Say everything.") var verbose = false

    func run() throws {
        let signs = try wait.split(separator: ",").map { word throws(ProvisionError) in
            guard let sign = BootSign(rawValue: String(word)) else {
                throw ProvisionError(
                    .usage, "nothing called '\(String(word).printable)' can be waited for",
                    hint: "--wait takes login, ping and ssh, with commas")
            }
            return sign
        }
        guard !signs.isEmpty, limit > 0 else {
            throw ProvisionError(.usage, "a trial start waits for something", hint: "use --wait=login, and a --limit")
        }
        let composition = try Composition()
        let guest = try composition.configuredGuest(guest)
        let log = RunLog(directory: composition.paths.log, name: "\(guest.name.printable).test-boot")
        let reporter = composition.reporter(verbose: verbose, json: false, log: log)
        if XenPresence.isDom0 {
            let run = BootTrialRun(
                composition: composition, reporter: reporter, guest: guest, signs: signs, limit: Double(limit))
            try run.run(copies: copies.map { HostPath.absolute($0, from: composition.workingDirectory) })
        } else {
            try emulate(guest, signs, composition, reporter)
        }
        reporter.note("\(guest.name.printable) starts.")
    }

    private func emulate(
        _ guest: ConfiguredGuest, _ signs: [BootSign], _ composition: Composition, _ reporter: any Reporter
    ) throws(ProvisionError) {
        guard let script = HelperLocator.lab("test-boot") else {
            throw ProvisionError(
                .unavailable, "no Xen runs on this machine, and the lab that emulates one is not installed",
                hint: "'make install' brings it")
        }
        let tools = ToolLocator()
        for (tool, package) in [("qemu-system-x86_64", "qemu-system-x86"), ("qemu-img", "qemu-utils")]
        where tools.find(tool) == nil {
            throw ProvisionError(
                .unavailable, "\(tool) is not installed, and no Xen runs here",
                hint: "apt-get install \(package) seabios mmdebstrap e2fsprogs openssh-client python3")
        }
        let invocation = ToolInvocation(
            script, [guest.path, "--wait=" + signs.map(\.rawValue).joined(separator: ","), "--limit=\(limit)"],
            environment: Composition.variables(["HOME", "XDG_CACHE_HOME", "TMPDIR"])
                .merging(["LAB_PROGRAM": HelperLocator.ownPath]) { $1 },
            purpose: "starting \(guest.name) on an emulated Xen")
        _ = try composition.runner(reporter).run(invocation, input: nil) { reporter.note($0) }
    }
}
