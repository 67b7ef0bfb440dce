import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision stop`.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Shut guests down in order, and wait until they are.")

    @Argument(help: ArgumentHelp("Guests or domains.", valueName: "guest")) var guests: [String]
    @Option(help: ArgumentHelp("How long to wait.", valueName: "seconds")) var timeout: Double = 300
    @Flag(help: "Destroy what has not ended by then.") var force = false
    @Flag(help: "Say everything.") var verbose = false

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: verbose, json: false, log: nil)
        let hypervisor = composition.hypervisor(reporter)
        for guest in guests {
            let domain = try composition.runningDomain(guest, hypervisor)
            try stop(domain, guest, composition, hypervisor)
            reporter.note("Stopped \(domain.name ?? guest).")
        }
    }

    private func stop(
        _ domain: DomainFacts, _ guest: String, _ composition: Composition, _ hypervisor: any Hypervisor
    ) throws(ProvisionError) {
        let identity = try domain.identity()
        // One that has ended already cannot hear; what is left of it is dealt with below.
        if domain.state != .shutdown, domain.state != .crashed {
            do throws(ProvisionError) {
                try hypervisor.carryOut(.shutdown(domain: .domid(domain.domid), reason: .poweroff))
            } catch  where force && error.code != .interrupted {
                return try hypervisor.carryOut(.destroy(domain: .domid(domain.domid)))
            }
        }
        switch try hypervisor.end(of: identity, within: timeout) {
        case .gone: return
        case .shutdown: try settle(identity, domain.name ?? guest, composition, hypervisor)
        case .alive:
            guard force else {
                throw ProvisionError(
                    .busy, "\(guest.printable) has not shut down within \(Int(timeout)) s",
                    hint: "wait longer with --timeout, or end it with --force")
            }
            try hypervisor.carryOut(.destroy(domain: .domid(domain.domid)))
        }
    }

    /// Its monitor removes it, ours or xl's; where there is none, or it is slow, we do.
    private func settle(
        _ domain: DomainIdentity, _ name: String, _ composition: Composition, _ hypervisor: any Hypervisor
    ) throws(ProvisionError) {
        let patience = GuestLock.isHeld(name, in: composition.paths.monitors) ? 60.0 : 5.0
        if try hypervisor.end(of: domain, within: patience, past: .poweroff) == .gone { return }
        try hypervisor.carryOut(.destroy(domain: .domid(domain.domid)))
    }
}
