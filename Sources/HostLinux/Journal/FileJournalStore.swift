import Glibc
import Model
import Provision

/// Journals as files in one directory: `RUNID.journal`.
package struct FileJournalStore: JournalStore {
    private let directory: String
    private let files = LinuxFiles()

    /// - Parameter directory: made when the first journal is, with mode 0700.
    package init(directory: String) { self.directory = directory }

    package func list() throws(ProvisionError) -> [FoundJournal] {
        var found: [FoundJournal] = []
        for name in try files.names(in: directory) where name.hasSuffix(".journal") {
            let path = "\(directory)/\(name)"
            guard let text = try files.read(path) else { continue }
            let content = Self.content(text)
            found.append(FoundJournal(path: path, state: state(path, content), content: content))
        }
        return found
    }

    package func settled(
        within seconds: Int, while isUnsettled: (FoundJournal) -> Bool
    ) throws(ProvisionError) -> [FoundJournal] {
        var found = try list()
        for _ in 0..<(20 * seconds) where found.contains(where: isUnsettled) {
            usleep(50_000)
            found = try list()
        }
        return found
    }

    package func begin(_ owner: JournalOwner) throws(ProvisionError) -> any Journal {
        let gate = try lockDirectory()
        defer { close(gate) }
        if let other = try list().first(where: { $0.content.owner?.guest == owner.guest }) {
            throw ProvisionError(
                .busy,
                other.state.isAlive
                    ? "another run is at work on the guest \(owner.guest)"
                    : "a run for the guest \(owner.guest) died and was not cleared up",
                hint: other.state.isAlive ? "wait for it to end" : "run 'xen-provision recover'")
        }
        try refuseClaimed(owner)
        let path = "\(directory)/\(owner.run).journal"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("making the journal \(path)", errno: errno) }
        // Waits: whoever lists journals holds each for a moment, and nobody holds this one for longer.
        guard flock(descriptor, LOCK_EX) == 0 else {
            let number = errno
            close(descriptor)
            unlink(path)
            throw .system("locking \(path)", errno: number)
        }
        let journal = FileJournal(descriptor: descriptor, path: path)
        do throws(ProvisionError) {
            try journal.append(.begin(owner))
        } catch {
            unlink(path)
            throw error
        }
        try files.sync(directory)
        return journal
    }

    /// Two runs that looked at the same time have both found an address free: the second one is refused.
    private func refuseClaimed(_ owner: JournalOwner) throws(ProvisionError) {
        let mine = Set(owner.claims ?? [])
        guard !mine.isEmpty else { return }
        for other in try list() where other.state.isAlive {
            guard let theirs = other.content.owner, let claim = theirs.claims?.first(where: mine.contains) else {
                continue
            }
            throw ProvisionError(
                .exists, "the address \(claim) is just being given to guest \(theirs.guest)", hint: "choose a free one")
        }
    }

    package func takeOver(_ found: FoundJournal) throws(ProvisionError) -> any Journal {
        // A journal that is just being made is there, and not locked yet, only while its maker holds the directory.
        let gate = try lockDirectory()
        defer { close(gate) }
        let descriptor = open(found.path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0, errno == ENOENT {
            throw ProvisionError(.busy, "somebody else has dealt with the journal \(found.path) meanwhile")
        }
        guard descriptor >= 0 else { throw .system("opening the journal \(found.path)", errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw ProvisionError(.busy, "somebody holds the journal \(found.path)", hint: "wait for that run to end")
        }
        if let owner = found.content.owner, Self.hasProcess(of: owner) {
            close(descriptor)
            throw ProvisionError(.busy, "processes of the dead run are still ending", hint: "try again in a moment")
        }
        guard try Self.content(files.read(found.path) ?? "") == found.content else {
            close(descriptor)
            throw ProvisionError(
                .busy, "the journal \(found.path) has grown since it was read", hint: "try again in a moment")
        }
        return FileJournal(descriptor: descriptor, path: found.path)
    }

    private func state(_ path: String, _ content: JournalContent) -> FoundJournal.State {
        if isHeld(path) { return .active }
        guard let owner = content.owner else { return .dead }
        guard owner.bootID == BootID.current else { return .earlierBoot }
        return Self.hasProcess(of: owner) ? .ending : .dead
    }

    private static func content(_ text: String) -> JournalContent {
        JournalContent(records: JSONLine.decode(JournalRecord.self, from: text))
    }

    private static func hasProcess(of owner: JournalOwner) -> Bool {
        ProcessTable.hasProcess(inPIDNamespace: owner.pidNamespace, startedAt: owner.processStart)
    }

    private func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// One run at a time looks for its guest's name and takes it.
    private func lockDirectory() throws(ProvisionError) -> Int32 {
        if try files.look(at: directory) == nil {
            do throws(ProvisionError) {
                try files.makeDirectory(directory, mode: 0o700)
            } catch  where error.code == .exists {
                // Somebody else was faster.
            }
        }
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw .system("locking \(directory)", errno: errno)
        }
        return descriptor
    }
}
