import HostLinux
import Model
import Provision

/// The guests that a lock is about, with what is recorded of them.
struct LockedGuests {
    let composition: Composition
    /// Empty means all.
    let names: Set<GuestName>

    /// The manifests of the guests.
    ///
    /// - Throws: `.usage` for a name that is no guest's, and for one that nothing was noted of.
    func recorded() throws(ProvisionError) -> [GuestManifest] {
        guard !names.isEmpty else { return try all() }
        var manifests: [GuestManifest] = []
        for name in names.sorted() {
            guard let manifest = try composition.manifests.manifest(of: name) else { throw try refusal(name) }
            manifests.append(manifest)
        }
        return manifests
    }

    /// What differs from a lock.
    ///
    /// - Throws: `.usage` for a name that is neither in the lock nor a guest's.
    func comparison(with lock: LockDocument, named path: String) throws(ProvisionError) -> LockComparison {
        guard !names.isEmpty else { return LockComparison(locked: lock.guests, now: try all()) }
        var now: [GuestManifest] = []
        for name in names.sorted() {
            if let manifest = try composition.manifests.manifest(of: name) {
                now.append(manifest)
            } else if !lock.guests.contains(where: { $0.guest == name }) {
                throw try refusal(name)
            }
        }
        return LockComparison(locked: lock.guests.filter { names.contains($0.guest) }, now: now)
    }

    /// Those of every guest; who has none is named.
    private func all() throws(ProvisionError) -> [GuestManifest] {
        let reporter = composition.reporter(verbose: false, json: false, log: nil)
        let inventory = GuestInventory(files: composition.files, directory: composition.paths.xen, suffix: ".cfg")
        var manifests: [GuestManifest] = []
        for guest in try inventory.guests(composition.records.all(), unreadable: { reporter.warn("\($0)") }) {
            if let name = guest.record?.name, let manifest = try composition.manifests.manifest(of: name) {
                manifests.append(manifest)
            } else {
                reporter.warn("\(guest.name.printable) has no manifest and is left out: \(Self.reason)")
            }
        }
        return manifests
    }

    private func refusal(_ name: GuestName) throws(ProvisionError) -> ProvisionError {
        let inventory = GuestInventory(files: composition.files, directory: composition.paths.xen, suffix: ".cfg")
        guard try inventory.guest(named: name, record: composition.records.record(of: name)) != nil else {
            return ProvisionError(.usage, "there is no guest \(name)", hint: "'xen-provision list' shows them")
        }
        return ProvisionError(
            .usage, "the guest \(name) has no manifest: \(Self.reason)", hint: "one that is made anew has one")
    }

    private static let reason = "it was not made by xen-provision, or by a version that wrote no manifests"
}
