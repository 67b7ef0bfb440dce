import Model

/// Makes the plan for the start of a guest by the control layer.
package struct StartPlanner {
    private let config: XLConfig
    private let guest: GuestName
    /// The UUID of the domain.
    package let uuid: UUIDValue
    private let defaults: StartDefaults
    private let run: RunID
    private let paths: HostPaths
    private let bootLoader: String?
    private let staysPaused: Bool

    /// - Parameters:
    ///   - config: the domain configuration.
    ///   - defaults: for what it leaves open; its boot is not looked at.
    ///   - bootLoader: path of the program that `bootloader` means on this host; nil for a direct boot.
    ///   - staysPaused: leave it at its first instruction.
    /// - Throws: `.badInput` for what the control layer cannot carry out.
    package init(
        config: XLConfig, defaults: StartDefaults, run: RunID, paths: HostPaths, bootLoader: String?,
        staysPaused: Bool = false
    ) throws(ProvisionError) {
        self.config = config
        self.run = run
        self.paths = paths
        self.bootLoader = bootLoader
        self.staysPaused = staysPaused
        self.defaults = defaults
        var checked = defaults
        if bootLoader != nil { checked.boot = FetchedKernel(kernel: "/") }
        let request = try DomainRequest(config, defaults: checked)
        uuid = request.uuid
        guest = Self.reservation(request)
    }

    /// The name under which no two runs for this guest go on at a time. A domain may be called what no host may be.
    package static func reservation(_ request: DomainRequest) -> GuestName {
        (try? GuestName(request.name)) ?? GuestName(anyOf: request.uuid)
    }

    package func plan() -> Plan {
        let work = "\(paths.run)/start.\(run)"
        let marked = MarkedDomain(uuid: uuid, mark: run.text)
        let start = StartDomain(config: config, defaults: defaults, domain: marked)
        let release = UndoOperation.releaseDomain(marked, staysPaused: staysPaused)
        guard let bootLoader else {
            return Plan(guest: guest, run: run, steps: [start], afterwards: [release])
        }
        let steps: [any Step] = [
            MakeDirectory(path: paths.run, mode: 0o755), MakeWorkDirectory(path: work, mode: 0o700),
            FetchKernel(config: config, program: bootLoader, directory: work), start,
        ]
        return Plan(
            guest: guest, run: run, steps: steps,
            afterwards: [release, .removeTree(path: work, identity: nil)])
    }
}
