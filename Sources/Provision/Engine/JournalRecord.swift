import Model

/// One line of a journal.
package enum JournalRecord: Hashable, Codable, Sendable {
    /// The run and its owner; always the first line.
    case begin(JournalOwner)
    /// A step is about to run; this is how to take it back.
    case intent(step: Int, title: String, undo: [UndoOperation])
    /// The step has run.
    case done(step: Int)
    /// Everything has run: nothing is to be taken back any more, only this is left to clear away.
    case commit(cleanup: [UndoOperation])
}

/// Whose journal it is, so that a later run can tell whether the owner is dead.
package struct JournalOwner: Hashable, Codable, Sendable {
    package let run: RunID
    package let guest: GuestName
    /// What was being done: `create`, or `apply` where that called it, `cache warm`, `start`.
    package let command: String
    /// /proc/sys/kernel/random/boot_id of the boot in which it ran.
    package let bootID: String
    /// Inode of the run's PID namespace; processes in it are the run's orphans. 0 where it had none of its own.
    package let pidNamespace: UInt64
    /// When the run's first process started, in clock ticks since the boot: a namespace's inode is used again.
    package let processStart: UInt64
    /// Seconds since 1970.
    package let startedAt: Int64
    package let version: String
    /// Addresses of the guest, of IP and of Ethernet, that no other run may give away meanwhile; nil in journals of
    /// older versions.
    package let claims: [String]?

    package init(
        run: RunID, guest: GuestName, command: String, bootID: String, pidNamespace: UInt64,
        processStart: UInt64, startedAt: Int64, version: String,
        claims: [String]? = nil
    ) {
        self.claims = claims
        self.run = run
        self.guest = guest
        self.command = command
        self.bootID = bootID
        self.pidNamespace = pidNamespace
        self.processStart = processStart
        self.startedAt = startedAt
        self.version = version
    }
}

/// What a journal says, read back. A torn last line is the mark of a run that died while writing it, before the
/// effect that it announces: it counts as not written.
package struct JournalContent: Hashable, Sendable {
    package let records: [JournalRecord]

    package init(records: [JournalRecord]) { self.records = records }

    package var owner: JournalOwner? {
        if case .begin(let owner) = records.first { owner } else { nil }
    }

    /// What is left to clear after a commit; nil where the run never got there.
    package var cleanupAfterCommit: [UndoOperation]? {
        for case .commit(let cleanup) in records { return cleanup }
        return nil
    }

    /// The operations that take everything back, last effect first.
    package var rollback: [UndoOperation] {
        records.reversed().flatMap { record -> [UndoOperation] in
            if case .intent(_, _, let undo) = record { undo.reversed() } else { [] }
        }
    }
}
