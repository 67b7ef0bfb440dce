import ArgumentParser
import HostLinux
import Model
import Provision

/// What commands on running domains have in common: their names.
struct DomainArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("Guests or domains.", valueName: "guest")) var guests: [String]

    /// Has each domain do something, and says so.
    func forEach(_ done: String, _ request: (DomainSelector) -> ControlRequest) throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: false, log: nil)
        let hypervisor = composition.hypervisor(reporter)
        for guest in guests {
            let domain = try composition.runningDomain(guest, hypervisor)
            try hypervisor.carryOut(request(.domid(domain.domid)))
            reporter.note("\(done) \(domain.name ?? guest).")
        }
    }
}

/// `xen-provision pause`.
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Hold guests where they are; they keep their memory.")
    @OptionGroup var domains: DomainArguments

    func run() throws { try domains.forEach("Paused") { .pause(domain: $0) } }
}

/// `xen-provision unpause`.
struct UnpauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unpause", abstract: "Let paused guests go on.")
    @OptionGroup var domains: DomainArguments

    func run() throws { try domains.forEach("Unpaused") { .unpause(domain: $0) } }
}

/// `xen-provision reboot`.
struct RebootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reboot", abstract: "Ask guests to reboot.",
        discussion: "A guest shuts down in order; who looks after it then starts it again, as on_reboot says.")
    @OptionGroup var domains: DomainArguments

    func run() throws { try domains.forEach("Asked to reboot:") { .shutdown(domain: $0, reason: .reboot) } }
}

/// `xen-provision destroy`.
struct DestroyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "End guests at once, as if their power was cut.",
        discussion: "Their disks and configurations stay; 'delete' removes those.")
    @OptionGroup var domains: DomainArguments

    func run() throws { try domains.forEach("Destroyed") { .destroy(domain: $0) } }
}

/// `xen-provision console`.
struct ConsoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Join the terminal to a guest's console; Ctrl-] leaves it.")
    @Argument(help: ArgumentHelp("Guest or domain.", valueName: "guest")) var guest: String

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: false, log: nil)
        let hypervisor = composition.hypervisor(reporter)
        let domain = try composition.runningDomain(guest, hypervisor)
        let console = try hypervisor.console(of: .domid(domain.domid))
        // What the keyboard makes of signals is the guest's: its terminal gets them as characters.
        try ConsoleSession(domid: console.domid, tty: console.tty, signals: composition.signals).run {
            reporter.note("Joined the console of \(domain.name ?? guest). Ctrl-] leaves it.\r")
        }
    }
}
