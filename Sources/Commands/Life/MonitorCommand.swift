import ArgumentParser
import Glibc
import HostLinux
import Model
import Provision

/// `xen-provision monitor`.
struct MonitorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Look after a running guest; 'start' starts this itself.",
        discussion: """
            Does what on_poweroff, on_reboot and on_crash say when the guest ends, with its configuration as it \
            was when this began. A guest that ends five times in a row within a minute is not started again. Ends when the domain is \
            gone, also when xl has saved it: from then on it is xl's.
            """)

    @Argument(help: ArgumentHelp("Guest, or path of its domain configuration.", valueName: "guest")) var guest: String

    func run() throws {
        let composition = try Composition()
        let guest = try composition.configuredGuest(guest)
        let reporter = composition.reporter(verbose: false, json: false, log: nil)
        let hypervisor = composition.hypervisor(reporter)
        let domain = try composition.runningDomain(guest.name, hypervisor).identity()
        try StateDirectories(paths: composition.paths).makeForDomains()
        let lock = try takeLock(guest.name, composition)
        defer { withExtendedLifetime(lock) {} }
        let monitor = Monitor(
            hypervisor: hypervisor, name: guest.name, policy: try EndPolicy(guest.config), reporter: reporter,
            clock: MonotonicClock.now
        ) { () throws(ProvisionError) in
            try RecoveryPass(composition: composition, reporter: reporter, hypervisor: hypervisor).clearDeadRuns()
            return try GuestStart(
                composition: composition, reporter: reporter, guest: guest, hypervisor: hypervisor
            ).run()
        }
        try monitor.watch(domain)
    }

    /// The monitor of an earlier domain of that name may be on its way out.
    private func takeLock(_ name: String, _ composition: Composition) throws(ProvisionError) -> GuestLock {
        for _ in 0..<100 {
            if let lock = try GuestLock.take(name, in: composition.paths.monitors) { return lock }
            try composition.signals.check()
            usleep(100_000)
        }
        throw ProvisionError(.busy, "\(name) is looked after already", hint: "one is enough")
    }
}
