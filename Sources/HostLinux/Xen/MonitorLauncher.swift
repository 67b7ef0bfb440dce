import CHostShims
import Glibc
import Model
import Provision

/// Starts the process that looks after a guest, so that it outlives us: as a unit of systemd's, or as a daemon where
/// there is no systemd.
package struct MonitorLauncher {
    private let runner: any CommandRunner
    private let program: String
    private let logs: String

    /// - Parameters:
    ///   - program: path of xen-provision.
    ///   - logs: directory for a daemon's output.
    package init(runner: any CommandRunner, logs: String, program: String = HelperLocator.ownPath) {
        self.runner = runner
        self.program = program
        self.logs = logs
    }

    /// - Parameters:
    ///   - guest: the domain's name.
    ///   - configuration: its file.
    package func launch(guest: String, configuration: String, domid: UInt32) throws(ProvisionError) {
        if access("/run/systemd/system", F_OK) == 0, ToolLocator().find("systemd-run") != nil {
            try runner.run(Self.unit(guest: guest, configuration: configuration, domid: domid, program: program))
        } else {
            try daemonise(guest, configuration)
        }
    }

    /// A transient unit: nothing is installed for it, and nothing stays when it ends. At shutdown it goes after
    /// xendomains, which needs somebody who removes domains that have powered off.
    package static func unit(
        guest: String, configuration: String, domid: UInt32, program: String
    ) -> ToolInvocation {
        ToolInvocation(
            "systemd-run",
            [
                "--quiet", "--collect", "--unit=xen-provision-monitor-\(domid)", "--description=Xen guest \(guest)",
                "--property=Before=xendomains.service", "--", program, "monitor", configuration,
            ], purpose: "have \(guest) looked after")
    }

    private func daemonise(_ guest: String, _ configuration: String) throws(ProvisionError) {
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .system("opening /dev/null", errno: errno) }
        defer { close(input) }
        let path = "\(logs)/\(guest).monitor"
        let log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard log >= 0 else { throw .system("opening \(path)", errno: errno) }
        defer { close(log) }
        let pid = withCStrings([program, "monitor", configuration]) { argv in
            withCStrings(ProcessRunner.environment([:])) { envp in
                hs_spawn(program, argv, envp, nil, nil, input, log, log)
            }
        }
        guard pid > 0 else { throw .system("starting \(program)", errno: -pid) }
    }
}
