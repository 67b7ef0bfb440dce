import Fleet
import HostLinux
import Model
import Provision

/// Carries a fleet's plan out: removals first, then changes of configurations, then the guests that are to be made.
final class ApplyRun {
    private let session: FleetSession
    private let maker: any GuestMaker
    private let board: ProgressBoard
    private let keepGoing: Bool
    private(set) var report: ApplyReport

    init(session: FleetSession, maker: any GuestMaker, board: ProgressBoard, keepGoing: Bool) {
        (self.session, self.maker, self.board, self.keepGoing) = (session, maker, board, keepGoing)
        report = ApplyReport(session.plan)
    }

    /// The worst that happened to a guest; nil where all went well. Leftovers are worse than any other failure.
    var exitStatus: Int32? {
        let statuses = report.guests.compactMap(\.status)
        if statuses.contains(ProvisionError.Code.leftovers.rawValue) { return ProvisionError.Code.leftovers.rawValue }
        if let first = statuses.first { return first >= 1000 ? ProvisionError.Code.failed.rawValue : first }
        return report.count(.blocked) > 0 ? ProvisionError.Code.exists.rawValue : nil
    }

    /// - Returns: the interruption, where a signal has come.
    func carryOut(atOnce: Int) -> ProvisionError? {
        do throws(ProvisionError) {
            for item in session.plan.guests where item.action == .remove {
                guard try attempt(item.name, isWhole: true, { () throws(ProvisionError) in try remove(item.name) })
                else { return nil }
            }
            for item in session.plan.guests where item.action == .reconfigure {
                guard
                    try attempt(item.name, isWhole: true, { () throws(ProvisionError) in try reconfigure(item.name) })
                else { return nil }
            }
            try make(atOnce)
            return nil
        } catch {
            return error
        }
    }

    /// Does one thing for a guest and notes how it ended.
    ///
    /// - Parameter isWhole: whether nothing is to be done for it after that.
    /// - Returns: whether to go on with other guests.
    private func attempt(
        _ name: String, isWhole: Bool, _ body: () throws(ProvisionError) -> Void
    ) throws(ProvisionError) -> Bool {
        try session.composition.signals.check()
        do throws(ProvisionError) {
            try body()
            guard isWhole else { return true }
            report.change(name) { $0.result = .done }
            board.end(name, "done")
            return true
        } catch {
            report.change(name) { row in
                (row.result, row.message, row.status) = (.failed, "\(error)", error.code.rawValue)
            }
            board.end(name, "failed: \(error)")
            return keepGoing
        }
    }

    private func remove(_ name: String) throws(ProvisionError) {
        let remover = GuestRemover(
            composition: session.composition, reporter: session.reporter, directory: session.composition.paths.xen,
            suffix: ".cfg")
        let guest = try remover.find(GuestName(name))
        try remover.refuseRunning([guest])
        _ = try remover.remove(guest)
    }

    private func reconfigure(_ name: String) throws(ProvisionError) {
        let guests = session.wanted.first { $0.name.text == name }
        guard let guest = guests, let record = session.records.first(where: { $0.name.text == name }) else { return }
        let composition = session.composition
        let request = SpecRequest(
            values: guest.values(over: session.base), facts: HostFacts(), paths: composition.paths,
            workingDirectory: session.directory,
            randomUUID: { () throws(ProvisionError) in UUIDValue(random: [UInt8](repeating: 0, count: 16)) })
        try Reconfiguration(request).carryOut(record, files: composition.files) { (record) throws(ProvisionError) in
            try composition.records.replace(record)
        }
    }

    /// The guests that are missing, and those that are replaced: each is removed right before it is made anew, so that one
    /// that fails costs no other guest its disks.
    private func make(_ atOnce: Int) throws(ProvisionError) {
        var actions: [String: FleetPlan.Action] = [:]
        for item in session.plan.guests { actions[item.name] = item.action }
        let guests = session.wanted.filter { [.create, .replace].contains(actions[$0.name.text]) }
        try maker.make(BaseOrder.sorted(guests), atOnce: atOnce) { [self] (guest) throws(ProvisionError) in
            if actions[guest.name.text] == .replace { try remove(guest.name.text) }
        } onProgress: { [board] guest, line in
            board.show(guest.name.text, line)
        } onEnd: { [self] guest, outcome in
            note(guest, outcome)
            return outcome.status == 0 || keepGoing
        }
    }

    private func note(_ guest: WantedGuest, _ outcome: GuestOutcome) {
        let isInterrupted = outcome.status == ProvisionError.Code.interrupted.rawValue
        report.change(guest.name.text) { row in
            row.seconds = (outcome.seconds * 10).rounded() / 10
            row.rootPassword = outcome.rootPassword
            row.result = outcome.status == 0 ? .done : isInterrupted ? .interrupted : .failed
            guard outcome.status != 0 else { return }
            row.message = isInterrupted ? nil : outcome.message
            row.status = outcome.status
        }
        let time = ApplyReport.seconds(outcome.seconds)
        let first = outcome.message?.split(separator: "\n").first.map(String.init) ?? ""
        board.end(
            guest.name.text,
            outcome.status == 0 ? "done in \(time)" : isInterrupted ? "interrupted and undone" : "failed: \(first)")
    }
}
