import FoundationEssentials
import Glibc
import Model
import Provision

/// The bases that this host keeps: an image and its description each, named by what made them.
package struct BaseStore {
    private let directory: String
    private let files = LinuxFiles()

    package init(directory: String) { self.directory = directory }

    /// Where a base of this identity is, or would be.
    package func location(of identity: BaseIdentity) throws(ProvisionError) -> BaseLocation {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return BaseLocation(
                directory: directory, key: ReleaseFiles.digest(of: Array(try encoder.encode(identity))))
        } catch {
            throw ProvisionError(.failed, "a base's identity cannot be written: \(error)")
        }
    }

    /// The base's description; nil where there is none, or one that cannot be used.
    package func description(_ location: BaseLocation) throws(ProvisionError) -> BaseDescription? {
        guard try files.look(at: location.image)?.kind == .file, let text = try files.read(location.description) else {
            return nil
        }
        return try? JSONDecoder().decode(BaseDescription.self, from: Data(text.utf8))
    }

    /// SHA-256 of every key file, by its path.
    package func digests(ofKeys paths: [String]) throws(ProvisionError) -> [String: String] {
        var digests: [String: String] = [:]
        for path in paths { digests[path] = try ReleaseFiles.digest(path) }
        return digests
    }

    /// Every base that is finished, the newest first.
    package func all() throws(ProvisionError) -> [(location: BaseLocation, description: BaseDescription)] {
        var found: [(location: BaseLocation, description: BaseDescription)] = []
        for name in try files.names(in: directory) where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let location = BaseLocation(directory: directory, key: String(name.dropLast(".json".count)))
            if let description = try description(location) { found.append((location, description)) }
        }
        return found.sorted { $0.description.made > $1.description.made }
    }

    /// Makes the directory of bases and what is missing above it.
    package func makeDirectory() throws(ProvisionError) { try StateDirectories.make(directory, 0o700) }

    /// Notes that a guest is made from a base now. Whether that can be written down decides nothing.
    package func noteUse(_ location: BaseLocation) { _ = utimensat(AT_FDCWD, location.description, nil, 0) }

    /// What limits ask of a base.
    package func kept(_ location: BaseLocation, _ description: BaseDescription) throws(ProvisionError)
        -> BaseLimits.Kept
    {
        var facts = stat()
        let used = stat(location.description, &facts) == 0 ? Int64(facts.st_mtim.tv_sec) : description.made
        return BaseLimits.Kept(
            key: location.key, made: description.made, used: used, bytes: try files.allocated(location.image))
    }

    /// Removes what exceeds limits, but for bases that somebody is using right now.
    ///
    /// - Returns: the images that are gone.
    package func prune(
        _ limits: BaseLimits, now: Int64, sparing spared: String? = nil
    ) throws(ProvisionError) -> [String] {
        var kept: [BaseLimits.Kept] = []
        for (location, description) in try all() { kept.append(try self.kept(location, description)) }
        var removed: [String] = []
        for base in limits.exceeding(kept, now: now, sparing: spared) {
            let location = BaseLocation(directory: directory, key: base.key)
            do throws(ProvisionError) {
                let lock = try lock(location, for: .writing) { () throws(ProvisionError) in
                    throw ProvisionError(.busy, "the base \(location.image) is in use")
                }
                try remove(location)
                withExtendedLifetime(lock) { removed.append(location.image) }
            } catch  where error.code == .busy {
                continue
            }
        }
        return removed
    }

    /// Removes a base; guests that were cloned from it have nothing to do with it any more.
    package func remove(_ location: BaseLocation) throws(ProvisionError) {
        // Without its description it is no base, should we be cut off between the two.
        try files.removeFile(location.description)
        try files.removeFile(location.image)
        try files.removeFile(location.mark)
        try files.removeFile(lockPath(location))
    }

    /// Waits until this base can be had for a use, and keeps others from what would be in its way until the result is
    /// let go.
    ///
    /// - Parameter waiting: called again and again while somebody else is at it; may throw to stop.
    package func lock(
        _ location: BaseLocation, for use: BaseLock.Use, waiting: () throws(ProvisionError) -> Void
    ) throws(ProvisionError) -> BaseLock {
        try StateDirectories.make(directory, 0o700)
        let path = lockPath(location)
        while true {
            let file = try OpenFile(path, O_RDWR | O_CREAT, mode: 0o600, "opening \(path)")
            while flock(file.descriptor, (use == .reading ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK || errno == EINTR else { throw .system("locking \(path)", errno: errno) }
                try waiting()
                usleep(100_000)
            }
            // Who removed the base meanwhile has removed this file too: then the lock is nobody's.
            if Self.isStill(file.descriptor, path) { return BaseLock(file) }
        }
    }

    private func lockPath(_ location: BaseLocation) -> String { "\(directory)/.\(location.key).lock" }

    private static func isStill(_ descriptor: Int32, _ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
    }
}

/// Keeps others from a base as long as it lives.
package final class BaseLock {
    package enum Use: Sendable {
        /// Several may clone at a time.
        case reading
        /// One makes it or removes it.
        case writing
    }

    private let file: OpenFile

    init(_ file: consuming OpenFile) { self.file = file }

    /// Lets others clone too; it is not made or removed meanwhile.
    package func share() { _ = flock(file.descriptor, LOCK_SH) }
}
