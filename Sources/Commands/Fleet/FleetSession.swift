import Fleet
import HostLinux
import Model
import Provision

/// A fleet and what its host knows of it: what plan, diff and apply begin with. It changes nothing.
struct FleetSession {
    let composition: Composition
    let reporter: any Reporter
    let path: String
    /// The key of `hosts` that is meant.
    let host: String?
    let records: [GuestRecord]
    /// Of the chosen guests.
    let wanted: [WantedGuest]
    let plan: FleetPlan
    /// What the host's configuration files say.
    let base: SettingValues

    /// Where relative paths of the fleet start: beside it.
    var directory: String {
        let path = HostPath.absolute(self.path, from: composition.workingDirectory)
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        return "/" + parent
    }

    init(
        _ composition: Composition, _ reporter: any Reporter, path: String, choice: FleetChoice, replace: [String] = [],
        asksWire: Bool = false
    ) throws(ProvisionError) {
        (self.composition, self.reporter, self.path) = (composition, reporter, path)
        let fleet = try composition.fleet(path)
        host = try fleet.host(named: choice.hostName)
        records = try composition.records.all()
        base = try composition.loader(reporter).load([:])
        let inventory = GuestInventory(files: composition.files, directory: composition.paths.xen, suffix: ".cfg")
        let strangers = try inventory.strangers(records) { reporter.warn("\($0)") }
        var taken = try Self.taken(records, strangers, composition)
        var all = try WantedGuests.resolve(fleet, host: host, taken: taken)
        if asksWire {
            let known = Set(records.map(\.name.text) + strangers.map(\.name))
            // Whatever is given instead is asked for too; a pool that nobody answers from ends it, as one that is used up.
            while try Self.probe(all, fleet, known, base.text(Settings.bridge), &taken, reporter) {
                all = try WantedGuests.resolve(fleet, host: host, taken: taken)
            }
        }
        let removed = fleet.removed.map(\.value)
        let chosen = Set(try choice.filter(all.map(\.name) + removed) { $0 })
        wanted = all.filter { chosen.contains($0.name) }
        var others: [String: String] = [:]
        for stranger in strangers { others[stranger.name] = stranger.configurationPath }
        let planner = FleetPlanner(
            known: .init(records: records, others: others), base: base,
            replace: Set(try replace.map { (name) throws(ProvisionError) in try GuestName(name) }))
        plan = FleetPlan(
            fleet: path, host: host,
            guests: try planner.items(wanted, removed: removed.filter(chosen.contains)))
    }

    /// - Returns: whether somebody has an address that was about to be given away.
    private static func probe(
        _ wanted: [WantedGuest], _ fleet: Fleet, _ known: Set<String>, _ bridge: String?, _ taken: inout TakenAddresses,
        _ reporter: any Reporter
    ) throws(ProvisionError) -> Bool {
        var isNew = false
        for (bridge, addresses) in NewAddresses.byBridge(wanted, of: fleet, known: known, bridge: bridge) {
            for address in try ARPProbe().taken(addresses, on: bridge) where !taken.isTaken(address) {
                reporter.note("\(address) is given to nobody, for somebody on \(bridge) has it.")
                taken.add(address.description, of: "")
                isNew = true
            }
        }
        return isNew
    }

    private static func taken(
        _ records: [GuestRecord], _ strangers: [KnownGuest], _ composition: Composition
    ) throws(ProvisionError) -> TakenAddresses {
        var taken = TakenAddresses()
        for record in records { taken.add(record) }
        for journal in try composition.journals.list() where journal.state.isAlive {
            guard let owner = journal.content.owner else { continue }
            for claim in owner.claims ?? [] { taken.add(claim, of: owner.guest.text) }
        }
        for stranger in strangers {
            // What nobody can read gives no address away either.
            for address in (try? ForeignGuest(stranger))?.addresses ?? [] {
                taken.add(address.description, of: stranger.name)
            }
        }
        if let text = try composition.files.read(composition.paths.tableOfNames) { taken.add(hosts: text) }
        return taken
    }
}

extension Composition {
    /// - Parameter path: relative to where the program was started.
    func fleet(_ path: String) throws(ProvisionError) -> Fleet {
        let loader = FleetLoader(source: HostFleetSource(), base: workingDirectory)
        return try Fleet(loader.load(HostPath.absolute(path, from: workingDirectory)))
    }

    /// Keeps other runs off this host's fleet as long as the lock lives.
    func lockFleet(for work: String) throws(ProvisionError) -> FleetLock {
        try StateDirectories(paths: paths).make()
        return try FleetLock(
            paths.state + "/fleet.lock", holder: "process \(ProcessIdentity.number), '\(work)', since \(Clock.text) UTC"
        )
    }
}

/// Fleet files on this host.
private struct HostFleetSource: FleetSource {
    func size(of path: String) throws(ProvisionError) -> UInt64? { try LinuxFiles().size(of: path) }

    func text(of path: String) throws(ProvisionError) -> String {
        guard let bytes = try LinuxFiles().readBytes(path) else {
            throw ProvisionError(.usage, "there is no file \(path.printable)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProvisionError(
                .badInput, "\(path.printable): the file is not UTF-8", hint: "save it in that encoding")
        }
        return text
    }
}
