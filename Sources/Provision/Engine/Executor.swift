import Model

/// Carries out a plan: announces every step in the journal before it runs, takes everything back when one fails.
package struct Executor {
    private let world: World
    private let journal: any Journal

    package init(world: World, journal: any Journal) {
        self.world = world
        self.journal = journal
    }

    /// Runs all steps and commits.
    ///
    /// - Returns: whether what the plan leaves for afterwards was done; what was not is for `recover`.
    /// - Throws: the step's own error after everything was taken back, or `.leftovers` naming what could not be.
    @discardableResult
    package func execute(_ plan: Plan) throws(ProvisionError) -> Bool {
        var announced: [UndoOperation] = []
        do throws(ProvisionError) {
            var phase: String?
            for (index, step) in plan.steps.enumerated() {
                try world.interruption.check()
                if step.phase != phase { world.reporter.begin(step.phase) }
                phase = step.phase
                world.reporter.detail("step \(index + 1)/\(plan.steps.count): \(step.title)")
                let undo = try step.undo(world)
                try journal.append(.intent(step: index, title: step.title, undo: undo))
                announced += undo
                try step.run(world)
                try journal.append(.done(step: index))
            }
            try world.interruption.check()
            world.interruption.shield("the guest is complete and is being committed")
            try journal.append(.commit(cleanup: plan.afterwards))
            world.reporter.end()
        } catch {
            throw rollBack(announced, run: plan.run, after: error)
        }
        return clear(plan)
    }

    private func rollBack(_ announced: [UndoOperation], run: RunID, after error: ProvisionError) -> ProvisionError {
        world.interruption.shield("what was begun is being undone")
        world.reporter.end()
        var outcome = Undoer.Outcome()
        do throws(ProvisionError) { try world.roots.leaveNoProcess() } catch { outcome.left.append("\(error)") }
        let undone = undoer(run).undo(
            announced.reversed(), between: answerSignals)
        outcome.undone += undone.undone
        outcome.left += undone.left
        for line in outcome.undone { world.reporter.detail("undone: \(line)") }
        if outcome.left.isEmpty {
            do throws(ProvisionError) { try journal.discard() } catch { outcome.left.append("\(error)") }
        }
        guard outcome.left.isEmpty else {
            return ProvisionError(
                .leftovers, "\(error.message); and not everything could be undone",
                hint: "mend the cause and run 'xen-provision recover'",
                details: error.details + outcome.left.map { "left: \($0)" })
        }
        world.reporter.note(
            outcome.undone.isEmpty ? "Nothing had to be undone." : "Undone: \(outcome.undone.joined(separator: "; ")).")
        return error
    }

    /// Under the shield a check stops nothing; it lets who sent a signal know why.
    private func answerSignals() {
        do throws(ProvisionError) { try world.interruption.check() } catch { world.reporter.detail("\(error)") }
    }

    private func undoer(_ run: RunID) -> Undoer {
        Undoer(run: run, files: world.files, storage: world.storage, hypervisor: world.hypervisor)
    }

    private func clear(_ plan: Plan) -> Bool {
        let outcome = undoer(plan.run).undo(plan.afterwards)
        guard outcome.left.isEmpty else {
            for line in outcome.left { world.reporter.warn("left behind: \(line)") }
            return false
        }
        do throws(ProvisionError) {
            try journal.discard()
        } catch {
            world.reporter.warn("the journal of this run stays behind: \(error)")
        }
        return true
    }
}
