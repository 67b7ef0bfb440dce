import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision create`, and `xen-create-image`.
struct CreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a guest: disks, root, configuration.",
        discussion: """
            Everything is checked before anything is touched; a failure or an interrupt takes back all that was done.
            Settings come from xen-tools.conf, xen-provision.conf, --config and the command line, each over the former.
            """)

    @OptionGroup var options: CreateOptions

    func run() throws {
        try GuestCreation(given: options.given).run()
    }
}

/// One creation from the command line to the summary.
struct GuestCreation {
    let given: [String: [String]]
    /// Stop once the base is kept.
    var makesBaseOnly = false

    func run() throws(ProvisionError) {
        let composition = try Composition()
        if makesBaseOnly, !composition.isRoot {
            throw ProvisionError(.notPermitted, "bases need root's rights", hint: "run it as root")
        }
        let early = composition.reporter(verbose: false, json: false, log: nil)
        var values = try composition.loader(early).load(given)
        values.takeEpoch(from: Composition.variables(["SOURCE_DATE_EPOCH"]))
        if makesBaseOnly {
            let run = try RunID(bytes: SystemSecrets().randomBytes(8))
            values = values.forBaseOnly(name: "base-\(run)", directory: composition.paths.cache)
        }
        guard let hostname = values.text(Settings.hostname) else {
            throw ProvisionError(.usage, "the guest has no name", hint: "give --hostname NAME")
        }
        let name = try GuestName(hostname)
        if values.isOn(Settings.dryRun) {
            try show(values, name, composition)
        } else {
            try create(values, name, composition)
        }
    }

    /// The dry run: reads, plans, prints.
    private func show(_ values: SettingValues, _ name: GuestName, _ composition: Composition) throws(ProvisionError) {
        let reporter = composition.reporter(verbose: false, json: values.isOn(Settings.json), log: nil)
        let (spec, plan, _) = try prepare(values, composition, reporter)
        let document = PlanDocument(plan, spec: spec)
        let text = values.isOn(Settings.json) ? try JSONOutput.text(document) : document.text
        try ConsoleOutput.standardOutput.write(text)
    }

    private func create(_ values: SettingValues, _ name: GuestName, _ composition: Composition) throws(ProvisionError) {
        let results = RunResults()
        results.rootPassword = try GivenPassword(values: values, workingDirectory: composition.workingDirectory).read()
        try Isolation.enter(hostName: name.short, afterwards: afterwards(values, name))
        let json = values.isOn(Settings.json)
        let log = RunLog(directory: composition.paths.log, name: name.text)
        let reporter = composition.reporter(verbose: values.isOn(Settings.verbose), json: json, log: log)
        if values.isGiven(Settings.password) {
            reporter.warn("every user of this host can read --password in the process list; use --password-file")
        }
        try RecoveryPass(composition: composition, reporter: reporter).clearDeadRuns()
        try StateDirectories(paths: composition.paths).make()
        if makesBaseOnly { try composition.bases.makeDirectory() }
        let (spec, plan, lock) = try prepare(values, composition, reporter)
        // A base that is kept already leaves nothing to do.
        if plan.steps.isEmpty { return }
        let journal = try composition.begin(owner(plan, spec))
        do throws(ProvisionError) {
            try refuseTaken(spec, composition)
        } catch {
            try journal.discard()
            throw error
        }
        results.onBaseKept = { lock?.share() }
        let world = composition.world(reporter, results: results)
        defer { withExtendedLifetime(lock) {} }
        try Executor(world: world, journal: journal).execute(plan)
        try prune(values, composition, reporter, lock)
        if !makesBaseOnly { try report(spec, results, json: json, composition) }
    }

    /// The start is a command of its own, outside our namespaces: what looks after the guest outlives us.
    private func afterwards(_ values: SettingValues, _ name: GuestName) -> [String] {
        guard values.isOn(Settings.startNow) else { return [] }
        let toolstack = values.text(Settings.toolstack).map { ["--toolstack", $0] } ?? []
        return [HelperLocator.ownPath, "start", "--created", name.text] + toolstack
            + (values.isOn(Settings.verbose) ? ["--verbose"] : [])
    }

    /// - Returns: with the plan, what keeps others from the base that it needs.
    private func prepare(
        _ values: SettingValues, _ composition: Composition, _ reporter: any Reporter
    ) throws(ProvisionError) -> (GuestSpec, Plan, BaseLock?) {
        let query = FactsQuery(values: values, paths: composition.paths, workingDirectory: composition.workingDirectory)
        let facts = try composition.facts(query, reporter)
        let secrets = SystemSecrets()
        let uuid = { () throws(ProvisionError) in try UUIDValue(random: secrets.randomBytes(16)) }
        let request = SpecRequest(
            values: values, facts: facts, paths: composition.paths, workingDirectory: composition.workingDirectory,
            randomUUID: uuid)
        let spec = try GuestSpecBuilder(request).build()
        let (base, lock) = try BaseChoice(composition: composition, reporter: reporter, values: values).choose(
            spec, facts)
        var (diskID, partitionID) = (try uuid(), try uuid())
        if let reproduction = spec.reproduction {
            diskID = reproduction.uuid("#disk", of: spec.name)
            partitionID = reproduction.uuid("#partition", of: spec.name)
        }
        let planner = Planner(
            spec: spec, facts: facts, paths: composition.paths, run: RunID(bytes: try secrets.randomBytes(8)),
            diskID: diskID,
            partitionID: partitionID, templates: composition.templates, base: base,
            settings: values.recorded)
        let plan = try makesBaseOnly ? basePlan(planner, base) : planner.plan()
        if makesBaseOnly { return (spec, plan, lock) }
        for warning in SpecWarnings(spec: spec, facts: facts).texts { reporter.warn(warning) }
        return (spec, plan, lock)
    }

    private func basePlan(_ planner: Planner, _ base: BaseUse) throws(ProvisionError) -> Plan {
        switch base {
        case .make: return try planner.basePlan()
        case .clone: return Plan(guest: planner.guest, run: planner.run, steps: [], afterwards: [])
        case .none:
            throw ProvisionError(
                .unavailable, "such a guest has no base",
                hint:
                    "bases are kept of bootstrapped roots whose mirror is known and answers; see --mirror, --base-cache"
            )
        }
    }

    /// Holds the bases to the limits of the settings, now that there is one more.
    private func prune(
        _ values: SettingValues, _ composition: Composition, _ reporter: any Reporter, _ lock: BaseLock?
    ) throws(ProvisionError) {
        guard lock != nil, values.isGiven(Settings.baseCacheDays) || values.isGiven(Settings.baseCacheSize) else {
            return
        }
        let request = SpecRequest(
            values: values, facts: HostFacts(), paths: composition.paths,
            workingDirectory: composition.workingDirectory,
            randomUUID: { () throws(ProvisionError) in UUIDValue(bytes: []) })
        do throws(ProvisionError) {
            for image in try composition.bases.prune(request.baseLimits(), now: Clock.now) {
                reporter.note("Removed the base \(image), by --base-cache-days or --base-cache-size.")
            }
        } catch {
            // The guest is made, and needs none of them.
            reporter.warn("bases that exceed the limits stay: \(error)")
        }
    }

    /// A run that ended between our look at the records and our claim has given away what it has given away.
    private func refuseTaken(_ spec: GuestSpec, _ composition: Composition) throws(ProvisionError) {
        let mine = Set(spec.claims)
        for record in try composition.records.all() where record.name != spec.name {
            guard let claim = record.vifs.flatMap(\.claims).first(where: mine.contains) else { continue }
            throw ProvisionError(
                .exists, "the address \(claim) belongs to guest \(record.name)", hint: "choose a free one")
        }
    }

    private var command: String {
        if makesBaseOnly { return "cache warm" }
        return Composition.isPartOfFleet ? Recovery.apply : "create"
    }

    private func owner(_ plan: Plan, _ spec: GuestSpec) -> JournalOwner {
        JournalOwner(
            run: plan.run, guest: plan.guest, command: command, bootID: BootID.current,
            pidNamespace: Isolation.pidNamespace, processStart: Isolation.startTime, startedAt: Clock.now,
            version: Composition.version, claims: spec.claims)
    }

    private func report(
        _ spec: GuestSpec, _ results: RunResults, json: Bool, _ composition: Composition
    ) throws(ProvisionError) {
        guard json else {
            try ConsoleOutput.standardOutput.write("\n" + Summary(spec: spec, results: results).text)
            return
        }
        guard let record = try composition.records.record(of: spec.name) else { return }
        var password: String?
        if case .generated(_, nil) = spec.access.rootPassword { password = results.rootPassword }
        try ConsoleOutput.standardOutput.write(JSONOutput.text(CreationDocument(guest: record, rootPassword: password)))
    }
}

/// What `create --json` prints.
private struct CreationDocument: Encodable {
    let guest: GuestRecord
    let rootPassword: String?
}
