import Model

/// The write-ahead record of one run. Appending returns only when the line is on the disk.
package protocol Journal: AnyObject {
    /// - Throws: `.failed` when it cannot be written (disk full): the effect must then not happen.
    func append(_ record: JournalRecord) throws(ProvisionError)
    /// Removes the journal: the run is over and there is nothing to take back.
    func discard() throws(ProvisionError)
}

/// A journal found on the disk.
package struct FoundJournal: Sendable {
    package enum State: Sendable {
        /// Somebody holds its lock.
        case active
        /// Nobody holds its lock, so the run was killed, and the last of its processes are about to end.
        case ending
        /// Nobody can be working on it any more, in this boot of the host.
        case dead
        /// It was written before the host last booted; what has happened since is for the user to judge.
        case earlierBoot

        /// Whether what the run has made may still be in somebody's hands.
        package var isAlive: Bool { self == .active || self == .ending }
    }

    package let path: String
    package let state: State
    package let content: JournalContent

    package init(path: String, state: State, content: JournalContent) {
        self.path = path
        self.state = state
        self.content = content
    }
}

/// All journals of this host.
package protocol JournalStore {
    /// Looks at every journal without changing any.
    func list() throws(ProvisionError) -> [FoundJournal]
    /// The same, once no journal is unsettled any more or so many seconds have passed.
    func settled(
        within seconds: Int, while isUnsettled: (FoundJournal) -> Bool
    ) throws(ProvisionError) -> [FoundJournal]
    /// Starts a journal and reserves the guest's name: two runs for one guest never overlap.
    ///
    /// - Throws: `.busy` when a run for that guest is alive, or its dead journal was not rolled back yet.
    func begin(_ owner: JournalOwner) throws(ProvisionError) -> any Journal
    /// Takes over the journal of a dead run, under its lock.
    ///
    /// - Throws: `.busy` when its owner, or another recovery, holds it.
    func takeOver(_ found: FoundJournal) throws(ProvisionError) -> any Journal
}
