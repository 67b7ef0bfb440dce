import Glibc
import Model

/// Answers requests with commands of LVM.
struct VolumeService {
    let runner: any LVMRunner
    /// Lets some time pass before another look.
    var pause: () -> Void = { usleep(200_000) }
    /// Looks at a volume that is in use, before it counts as busy: five seconds. Mounts of a process that was killed
    /// end a moment after it, and udev opens every device for a moment.
    static let patience = 25

    /// Answers one request; whatever goes wrong is an answer too.
    func answer(_ request: VolumeRequest) -> VolumeReply {
        var log: [String] = []
        do throws(ProvisionError) {
            switch request {
            case .look(let group): return VolumeReply(.group(try look(group, &log)), log: log)
            case .create(let creation): return VolumeReply(.created(try create(creation, &log)), log: log)
            case .remove(let removal): return VolumeReply(.removed(try remove(removal, &log)), log: log)
            }
        } catch {
            return VolumeReply(.failed(error.code, error.message), log: log)
        }
    }

    private func look(_ name: LVMName, _ log: inout [String]) throws(ProvisionError) -> VolumeGroup? {
        let rows = try report(.groups(named: name), "vg", &log)
        guard rows.count <= 1 else {
            throw ProvisionError(
                .unavailable, "\(rows.count) volume groups are called \(name): \(rows.compactMap { $0["vg_uuid"] })")
        }
        guard let row = rows.first else {
            // LVM passes over a group of the old cluster manager, and says so.
            if log.contains(where: { $0.hasPrefix("Skipping clustered") && $0.contains(name.text) }) {
                throw ProvisionError(.unavailable, "the volume group \(name) is clustered, which is not supported")
            }
            return nil
        }
        var volumes: [LogicalVolume] = []
        for row in try report(.volumes(of: name), "lv", &log) {
            let volume = try LogicalVolume(row)
            // A volume of several segments has a row for each.
            if !volumes.contains(where: { $0.uuid == volume.uuid }) { volumes.append(volume) }
        }
        return try VolumeGroup(row, volumes: volumes)
    }

    private func create(_ creation: VolumeCreation, _ log: inout [String]) throws(ProvisionError) -> LogicalVolume {
        let full = "\(creation.group)/\(creation.name)"
        if try look(creation.group, &log)?.volume(creation.name.text) != nil {
            throw ProvisionError(.exists, "there is a volume \(full) already")
        }
        try run(.create(creation), "making the volume \(full)", &log)
        guard let volume = try look(creation.group, &log)?.volume(creation.name.text),
            volume.tags.contains(creation.tag.text)
        else {
            throw ProvisionError(.failed, "the volume \(full) was made and is not there")
        }
        return volume
    }

    private func remove(_ removal: VolumeRemoval, _ log: inout [String]) throws(ProvisionError) -> Bool {
        let full = "\(removal.group)/\(removal.name)"
        let find = { (log: inout [String]) throws(ProvisionError) -> LogicalVolume? in
            guard let group = try look(removal.group, &log),
                let volume = group.volumes.first(where: removal.means)
            else { return nil }
            let dependents = group.dependents(of: volume)
            guard dependents.isEmpty else {
                throw ProvisionError(
                    .busy, "the volume \(full) is the origin of \(dependents.joined(separator: ", "))")
            }
            return volume
        }
        var looks = 0
        while true {
            guard let volume = try find(&log) else { return false }
            if !volume.isOpen { break }
            looks += 1
            guard looks < Self.patience else { throw ProvisionError(.busy, "the volume \(full) is in use") }
            pause()
        }
        try run(.remove(removal), "removing the volume \(full)", &log)
        guard try find(&log) == nil else {
            throw ProvisionError(.failed, "LVM says it removed the volume \(full), which is still there")
        }
        return true
    }

    private func report(
        _ command: LVMCommand, _ key: String, _ log: inout [String]
    ) throws(ProvisionError) -> [[String: String]] {
        let result = try runner.run(command)
        let report = try? LVMReport(result.printed, key: key)
        log += result.errors + (report?.others ?? result.printed.map(\.trimmed))
        guard result.succeeded, let report else {
            throw ProvisionError(.failed, "asking LVM: \(Self.reason(result))")
        }
        return report.rows
    }

    private func run(
        _ command: LVMCommand, _ activity: String, _ log: inout [String]
    ) throws(ProvisionError) {
        let result = try runner.run(command)
        log += result.printed.map(\.trimmed) + result.errors
        guard result.succeeded else {
            throw ProvisionError(.failed, "\(activity): \(Self.reason(result))")
        }
    }

    /// The first line is the one that names the object.
    private static func reason(_ result: LVMResult) -> String {
        result.errors.isEmpty ? "LVM gives no reason" : result.errors.prefix(3).joined(separator: "; ")
    }
}
