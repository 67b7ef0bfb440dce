import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision show`.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a guest: its configuration, its record, and its domain.")

    @Argument(help: ArgumentHelp("Guest, or path of its domain configuration.", valueName: "guest")) var guest: String
    @Flag(help: "Write JSON.") var json = false

    func run() throws {
        let composition = try Composition()
        let reporter = composition.reporter(verbose: false, json: json, log: nil)
        let known = try composition.configuredGuest(guest)
        let record = (try? GuestName(known.name)).flatMap { try? composition.records.record(of: $0) }
        let domain = try composition.domains(reporter)?.first { $0.name == known.name }
        let isWatched = GuestLock.isHeld(known.name, in: composition.paths.monitors)
        let document = GuestDocument(known, record: record, domain: domain, isWatched: isWatched)
        try ConsoleOutput.standardOutput.write(json ? JSONOutput.text(document) : document.text)
    }
}

extension Composition {
    /// The domains of this host; nil where this is no dom0, or nobody here may ask.
    func domains(_ reporter: any Reporter) throws(ProvisionError) -> [DomainFacts]? {
        guard XenPresence.isDom0 else { return nil }
        do throws(ProvisionError) {
            return try hypervisor(reporter).domains()
        } catch  where [.unavailable, .notPermitted].contains(error.code) {
            reporter.warn("\(error)")
            return nil
        }
    }
}

/// A guest as `show` prints it.
struct GuestDocument: Encodable {
    let name: String
    let configuration: String
    let type: String
    let uuid: String?
    let memoryMiB: Int?
    let vcpus: Int?
    let disks: [String]
    let vifs: [String]
    let boot: String
    let distribution: String?
    let fingerprints: [String]
    let domain: DomainFacts?
    /// Whether a monitor of ours looks after it.
    let isWatched: Bool

    init(_ guest: ConfiguredGuest, record: GuestRecord?, domain: DomainFacts?, isWatched: Bool) {
        let config = guest.config
        name = guest.name
        configuration = guest.path
        // What cannot be understood is no reason to show nothing.
        type = (try? config.type())?.rawValue ?? "?"
        uuid = config.uuid
        memoryMiB = (try? config.memory()).flatMap { $0 }.map { Int($0.mebibytes) }
        vcpus = (try? config.vcpus()).flatMap { $0 }
        disks = (config[XLKey.disk]?.texts ?? []).map(\.printable)
        vifs = (config[XLKey.vif]?.texts ?? []).map(\.printable)
        boot = config.bootloader.map { "by \($0)" } ?? config.kernel ?? "-"
        distribution = record?.distribution
        fingerprints = record?.fingerprints ?? []
        self.domain = domain
        self.isWatched = isWatched
    }

    var text: String {
        var rows = [
            ("Name", name), ("Configuration", configuration), ("Type", type), ("UUID", uuid ?? "new at each start"),
            ("Memory", memoryMiB.map { "\($0) MiB" } ?? "-"), ("vcpus", String(vcpus ?? 1)), ("Boot", boot),
        ]
        rows += disks.map { ("Disk", $0) } + vifs.map { ("vif", $0) }
        if let distribution { rows.append(("Distribution", distribution)) }
        rows += fingerprints.map { ("SSH Fingerprint", $0) }
        rows.append(("State", state))
        return rows.map { "\($0.0.padded(to: 16)):  \($0.1.printable)\n" }.joined()
    }

    private var state: String {
        guard let domain else { return "not running" }
        let watch = isWatched ? "looked after" : "not looked after by us"
        return "\(domain.state.rawValue), domain \(domain.domid), \(domain.memory.mebibytes) MiB, "
            + "\(Int(domain.cpuSeconds)) s of CPU time, \(watch)"
    }
}
