import HostLinux
import Model
import Provision

/// Removes guests: exactly what their records say.
struct GuestRemover {
    let composition: Composition
    let reporter: any Reporter
    /// Where domain configurations are, for guests without a record.
    let directory: String
    /// Suffix of their names.
    let suffix: String

    /// What was taken away, and what was left where it was.
    struct Outcome {
        let deleted: [String]
        let kept: [String]
    }

    /// - Throws: `.usage` where there is no such guest.
    func find(_ name: GuestName) throws(ProvisionError) -> KnownGuest {
        let inventory = GuestInventory(files: composition.files, directory: directory, suffix: suffix)
        guard let guest = try inventory.guest(named: name, record: composition.records.record(of: name)) else {
            throw ProvisionError(
                .usage, "there is no guest \(name)", hint: "'xen-list-images' shows the guests of this host")
        }
        return guest
    }

    /// - Throws: `.busy` where one of them runs.
    func refuseRunning(_ guests: [KnownGuest]) throws(ProvisionError) {
        guard let running = try composition.hypervisor(reporter).running() else { return }
        for guest in guests where running.contains(guest) {
            throw ProvisionError(
                .busy, "the guest \(guest.name) is running", hint: "shut it down first; nothing was removed")
        }
    }

    /// What its removal would take away, proven to be its own.
    func removal(of guest: KnownGuest) throws(ProvisionError) -> (removal: Removal, existing: [String]) {
        let storage = composition.storage(reporter)
        let removal = try Removal(of: guest, paths: composition.paths)
        try removal.check(storage)
        return (removal, try removal.existing(composition.files, storage))
    }

    /// Takes it away, the record last, so that a removal that was cut off can be gone on with.
    func remove(_ guest: KnownGuest) throws(ProvisionError) -> Outcome {
        let (removal, existing) = try removal(of: guest)
        if var record = guest.record {
            record.state = .deleting
            try composition.records.replace(record)
        }
        try removal.carryOut(composition.files, composition.storage(reporter), hosts: composition.paths.hosts)
        if let record = guest.record {
            try composition.manifests.remove(record.name)
            try composition.records.remove(record.name)
        }
        return Outcome(deleted: existing, kept: removal.kept)
    }
}
