import HostLinux
import Model
import Provision

/// Decides what a plan does about the base that its root could come from.
struct BaseChoice {
    let composition: Composition
    let reporter: any Reporter
    let values: SettingValues

    /// - Returns: with the use, the lock that must be held until the plan is carried out. The dry run takes none.
    func choose(_ spec: GuestSpec, _ facts: HostFacts) throws(ProvisionError) -> (BaseUse, BaseLock?) {
        guard let wish = values.text(Settings.baseCache), wish != "no", composition.isRoot,
            let identity = try identity(spec, facts)
        else { return (.none, nil) }
        let location = try composition.bases.location(of: identity)
        let isDryRun = values.isOn(Settings.dryRun)
        if wish != "refresh" {
            let lock = isDryRun ? nil : try self.lock(location, .reading)
            if let found = try composition.bases.description(location) { return clone(location, found, lock) }
        }
        let lock = isDryRun ? nil : try self.lock(location, .writing)
        // Who had it before us may have made it.
        if wish != "refresh", let found = try composition.bases.description(location) {
            return clone(location, found, lock)
        }
        return (.make(location, identity), lock)
    }

    private func clone(
        _ location: BaseLocation, _ description: BaseDescription, _ lock: BaseLock?
    ) -> (BaseUse, BaseLock?) {
        lock?.share()
        if lock != nil { composition.bases.noteUse(location) }
        let age = Age(seconds: Clock.now - description.made)
        reporter.note("The root comes from a base that was made \(age) ago, from the same packages.")
        return (.clone(location, description), lock)
    }

    private func lock(_ location: BaseLocation, _ use: BaseLock.Use) throws(ProvisionError) -> BaseLock {
        var isTold = false
        return try composition.bases.lock(location, for: use) { () throws(ProvisionError) in
            if !isTold { reporter.note("Another run makes the base of this guest; waiting for it.") }
            isTold = true
            try composition.signals.check()
        }
    }

    /// What the root would be made of; nil where it has no base, or where nobody can tell what the archive holds now.
    private func identity(_ spec: GuestSpec, _ facts: HostFacts) throws(ProvisionError) -> BaseIdentity? {
        guard let archive = spec.installation.method.archive, archive.mirror != nil else { return nil }
        let addresses = try BaseIdentity.releaseFiles(of: archive, facts: facts)
        do throws(ProvisionError) {
            let releases = try ReleaseFiles(runner: composition.runner(reporter))
                .digests(of: addresses, proxy: archive.proxy)
            let keys = try composition.bases.digests(
                ofKeys: archive.keyrings + archive.repositories.compactMap(\.keyFile))
            return try BaseIdentity(spec, facts: facts, releases: releases, keys: keys)
        } catch  where error.code != .interrupted {
            reporter.detail("no base: \(error)")
            return nil
        }
    }
}

/// A time that has passed, as people say it.
struct Age: CustomStringConvertible {
    let seconds: Int64

    var description: String {
        let units: [(size: Int64, name: String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        guard let unit = units.first(where: { seconds >= $0.size }) else { return "less than a minute" }
        let count = seconds / unit.size
        return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
    }
}
