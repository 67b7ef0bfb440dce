import Model

/// Deals with what dead runs left behind.
package struct Recovery {
    private let store: any JournalStore
    private let files: any HostFiles
    private let storage: StoragePorts
    private let hypervisor: any Hypervisor

    package init(
        store: any JournalStore, files: any HostFiles, storage: StoragePorts = .none, hypervisor: any Hypervisor
    ) {
        self.store = store
        self.files = files
        self.storage = storage
        self.hypervisor = hypervisor
    }

    /// What happened to one journal.
    package struct Report: Sendable {
        package let journal: FoundJournal
        package let outcome: Undoer.Outcome
    }

    /// The journals that may be rolled back without asking: the owner is proven dead in this boot, and no domain of
    /// that name runs. A start's domain proves itself whose it is, and none outlives a boot.
    package func safeToRollBack() throws(ProvisionError) -> [FoundJournal] {
        // On a busy host the last processes of a run that was killed take a while.
        let found = try store.settled(within: 5) { $0.state == .ending }
        let starts = found.filter { !$0.state.isAlive && $0.content.owner?.command == Self.start }
        return try starts + creations(found.filter { $0.state == .dead && $0.content.owner?.command != Self.start })
    }

    /// The command of a start's journal.
    package static let start = "start"
    /// The command of a guest's journal whose creation is part of an apply.
    package static let apply = "apply"

    private func creations(_ dead: [FoundJournal]) throws(ProvisionError) -> [FoundJournal] {
        guard !dead.isEmpty else { return [] }
        let running = try hypervisor.runningDomains() ?? []
        return dead.filter { journal in
            guard let owner = journal.content.owner else { return true }
            return !running.contains(owner.guest.text)
        }
    }

    /// Rolls one dead run back, or finishes it where it had committed.
    ///
    /// - Throws: `.busy` when somebody holds it; what could not be undone is in the report, and the journal stays.
    package func rollBack(_ found: FoundJournal) throws(ProvisionError) -> Report {
        let journal = try store.takeOver(found)
        guard let owner = found.content.owner else {
            // Without a whole first line the run died before it announced anything.
            try journal.discard()
            return Report(journal: found, outcome: Undoer.Outcome())
        }
        let operations = found.content.cleanupAfterCommit ?? found.content.rollback
        let outcome = Undoer(run: owner.run, files: files, storage: storage, hypervisor: hypervisor)
            .undo(operations)
        if outcome.left.isEmpty { try journal.discard() }
        return Report(journal: found, outcome: outcome)
    }
}
