import HostLinux
import Model
import Provision

/// One trial start on this host's own Xen.
struct BootTrialRun {
    let composition: Composition
    let reporter: any Reporter
    let guest: ConfiguredGuest
    let signs: [BootSign]
    /// Seconds.
    let limit: Double

    /// - Parameter copies: where copies of disks go; nil is beside the first disk.
    /// - Throws: `.failed` with the console's last lines where the guest does not come up. Nothing of the copy is left.
    func run(copies: String?) throws(ProvisionError) {
        let hypervisor = composition.hypervisor(reporter)
        let domains = try hypervisor.domains()
        try StateDirectories(paths: composition.paths).makeForDomains()
        let name = BootTrial.name(of: guest.name)
        guard let lock = try GuestLock.take(name, in: composition.paths.monitors) else {
            throw ProvisionError(.busy, "\(guest.name.printable) is being tried already", hint: "wait for its end")
        }
        defer { withExtendedLifetime(lock) {} }
        let directory = "\(try place(copies))/.\(name)"
        let isRunning = domains.contains { $0.name == guest.name }
        let trial = try BootTrial(
            of: guest.config, uuid: UUIDValue(random: try SystemSecrets().randomBytes(16)), directory: directory,
            signs: Set(signs), isRunning: isRunning)
        // Whoever had the lock was killed: what is left has the trial's name.
        if let old = domains.first(where: { $0.name == name }) {
            try hypervisor.carryOut(.destroy(domain: .domid(old.domid)))
        }
        try? composition.files.removeTree(directory)
        do throws(ProvisionError) {
            try copy(trial, to: directory)
            try start(trial, hypervisor)
        } catch {
            composition.signals.shield("the copy is being removed")
            try composition.files.removeTree(directory)
            throw error
        }
        composition.signals.shield("the copy is being removed")
        try composition.files.removeTree(directory)
    }

    private func place(_ copies: String?) throws(ProvisionError) -> String {
        if let copies { return copies }
        for disk in try guest.config.disks() where disk.access == .readWrite {
            guard let path = disk.target, try composition.files.look(at: path)?.kind == .file else { continue }
            return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "/"
        }
        return "/var/tmp"
    }

    private func copy(_ trial: BootTrial, to directory: String) throws(ProvisionError) {
        try composition.files.makeDirectory(directory, mode: 0o700)
        for copy in trial.copies {
            reporter.note("Copying \(copy.source.printable).")
            try composition.runner(reporter).run(
                ToolInvocation(
                    "cp", ["--reflink=auto", "--sparse=always", copy.source, copy.target],
                    purpose: "copying \(copy.source)"))
        }
    }

    private func start(_ trial: BootTrial, _ hypervisor: any Hypervisor) throws(ProvisionError) {
        let copied = ConfiguredGuest(config: trial.config, path: guest.path)
        let domain = try GuestStart(
            composition: composition, reporter: reporter, guest: copied, hypervisor: hypervisor
        ).run()
        reporter.note("Started the copy as domain \(domain.domid).")
        let result = Result { () throws(ProvisionError) in try watch(domain, trial, hypervisor) }
        composition.signals.shield("the copy is being removed")
        try hypervisor.carryOut(.destroy(domain: .domid(domain.domid)))
        try result.get()
    }

    private func watch(
        _ domain: DomainIdentity, _ trial: BootTrial, _ hypervisor: any Hypervisor
    ) throws(ProvisionError) {
        let console = try ConsoleTranscript(tty: try hypervisor.console(of: .domid(domain.domid)).tty)
        let watch = BootWatch(
            signs, limit: limit, clock: MonotonicClock.now,
            end: { () throws(ProvisionError) in
                try composition.signals.check()
                return try hypervisor.end(of: domain, within: 1)
            },
            shows: { sign throws(ProvisionError) in
                let said = console.text()
                switch sign {
                case .login: return BootWatch.isPrompt(said)
                case .ping: return answers("ping", ["-c", "1", "-W", "1"], trial)
                case .ssh: return answers("ssh-keyscan", ["-T", "2"], trial)
                }
            })
        do throws(ProvisionError) {
            try watch.run { sign, seconds in reporter.note("\(sign.rawValue) after \(Int(seconds)) s.") }
        } catch  where error.code == .failed {
            throw ProvisionError(
                error.code, error.message, hint: error.hint,
                details: BootWatch.lastWords(of: console.text()).map(\.printable))
        }
    }

    private func answers(_ tool: String, _ options: [String], _ trial: BootTrial) -> Bool {
        let runner = composition.runner(reporter)
        return trial.addresses.allSatisfy { address in
            let invocation = ToolInvocation(tool, options + [address], purpose: "reaching \(address)")
            return (try? runner.run(invocation)).map { tool == "ping" || !$0.isEmpty } ?? false
        }
    }
}
