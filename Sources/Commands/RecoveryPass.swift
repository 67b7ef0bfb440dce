import HostLinux
import Model
import Provision

/// What a command that changes something does first: dead runs of this boot are rolled back, others are reported.
struct RecoveryPass {
    let composition: Composition
    let reporter: any Reporter
    /// Who answers about domains already; nil asks a helper of its own where there is something to ask.
    var hypervisor: (any Hypervisor)?

    func clearDeadRuns() throws(ProvisionError) {
        let recovery = composition.recovery(reporter, hypervisor)
        for journal in try recovery.safeToRollBack() {
            do throws(ProvisionError) {
                report(try recovery.rollBack(journal))
            } catch  where error.code == .busy {
                reporter.warn("\(journal.path): \(error)")
            }
        }
        for journal in try composition.journals.list() where journal.state == .earlierBoot {
            reporter.warn(
                "a run for \(journal.content.owner?.guest.text ?? "a guest") was cut off before the host booted;"
                    + " 'xen-provision recover' shows it")
        }
    }

    func report(_ report: Recovery.Report) {
        let guest = report.journal.content.owner?.guest.text ?? "a guest"
        let verb = report.journal.content.cleanupAfterCommit == nil ? "Rolled back" : "Finished"
        reporter.note("\(verb) the dead run for \(guest).")
        for line in report.outcome.undone { reporter.note("  \(line)") }
        for line in report.outcome.left { reporter.warn("left: \(line)") }
    }
}
