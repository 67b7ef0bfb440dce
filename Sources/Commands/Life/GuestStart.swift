import HostLinux
import Model
import Provision

/// One start of a guest.
struct GuestStart {
    let composition: Composition
    let reporter: any Reporter
    let guest: ConfiguredGuest
    /// The caller's own, so that one helper process answers for the whole command.
    let hypervisor: any Hypervisor
    var staysPaused = false

    /// Starts it by the control layer.
    ///
    /// - Returns: the domain, which runs.
    /// - Throws: what stands against it, with everything undone.
    func run() throws(ProvisionError) -> DomainIdentity {
        // Its commit holds signals off; who goes on after it, a monitor above all, can be stopped again.
        defer { composition.signals.lift() }
        let secrets = SystemSecrets()
        let run = RunID(bytes: try secrets.randomBytes(8))
        let planner = try StartPlanner(
            config: guest.config, defaults: defaults(secrets), run: run, paths: composition.paths,
            bootLoader: bootLoader(), staysPaused: staysPaused)
        let plan = planner.plan()
        let results = RunResults()
        let journal = try composition.begin(owner(plan))
        let world = composition.world(reporter, results: results, hypervisor)
        guard try Executor(world: world, journal: journal).execute(plan), let domid = results.domid else {
            throw ProvisionError(
                .leftovers, "\(guest.name) was made, and could not be let go",
                hint: "'xen-provision recover' tries once more")
        }
        return DomainIdentity(domid: domid, uuid: planner.uuid)
    }

    /// Starts the process that looks after it. Without one it runs all the same.
    func haveWatched(_ domain: DomainIdentity) {
        let launcher = MonitorLauncher(runner: composition.runner(reporter), logs: composition.paths.log)
        do {
            try launcher.launch(guest: guest.name, configuration: guest.path, domid: domain.domid)
        } catch {
            reporter.warn(
                "\(guest.name) is not looked after, and will not come up again after a reboot: \(error)"
                    + "; 'xen-provision monitor \(guest.path)' does it")
        }
    }

    private func bootLoader() throws(ProvisionError) -> String? {
        guard try guest.config.type() != .hvm, let name = guest.config.bootloader else { return nil }
        return try BootLoaderLocator().find(name)
    }

    private func defaults(_ secrets: SystemSecrets) throws(ProvisionError) -> StartDefaults {
        let path = composition.paths.xen + "/xl.conf"
        let system = try composition.files.read(path).map { text throws(ProvisionError) in
            try XLSystemConf(parsing: text, file: path)
        }
        let name = guest.name
        return StartDefaults(
            uuid: UUIDValue(random: try secrets.randomBytes(16)), bridge: system?.defaultBridge ?? "xenbr0",
            script: system?.defaultScript ?? "vif-bridge"
        ) { index in
            // The same at every start, so that DHCP servers know the guest again.
            MACAddress.xenTools(hostname: name, ips: [], dhcp: true, suite: "", salt: index)
        }
    }

    private func owner(_ plan: Plan) -> JournalOwner {
        JournalOwner(
            run: plan.run, guest: plan.guest, command: Recovery.start, bootID: BootID.current,
            pidNamespace: Isolation.pidNamespace, processStart: Isolation.startTime, startedAt: Clock.now,
            version: Composition.version)
    }
}
