import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision cache`.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Make, show, check and remove the bases that guests are cloned from.",
        subcommands: [List.self, Warm.self, Verify.self, Prune.self], defaultSubcommand: List.self)

    /// `xen-provision cache list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show every base, the newest first.")

        @Flag(help: "Write JSON.") var json = false

        func run() throws {
            let composition = try Composition()
            let rows = try composition.bases.all().map { try BaseRow($0.location, $0.description, composition.bases) }
            let text = json ? try JSONOutput.text(rows) : Table.text(BaseRow.header, rows.map(\.cells))
            try ConsoleOutput.standardOutput.write(text)
        }
    }

    /// `xen-provision cache verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every base and say which is not what it was when it was made.")

        func run() throws {
            let composition = try Composition()
            var damaged: [String] = []
            for (location, description) in try composition.bases.all() {
                let isSound = try composition.files.digest(location.image) == description.digest
                if !isSound { damaged.append(location.image) }
                try ConsoleOutput.standardOutput.write("\(location.key.prefix(12))  \(isSound ? "sound" : "damaged")\n")
            }
            guard damaged.isEmpty else {
                throw ProvisionError(
                    .failed, "not what it was when it was made: \(damaged.joined(separator: ", "))",
                    hint: "remove it with 'xen-provision cache prune', and look after the disk that it is on")
            }
        }
    }

    /// `xen-provision cache prune`.
    struct Prune: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove bases; guests that were cloned from them do not need them.",
            discussion: """
                Without a name or a limit every base is removed, and one that is in use right now is waited for. With a \
                limit, what is in use stays.
                """)

        @Argument(help: "Beginnings of the keys that 'list' shows.") var keys: [String] = []
        @Option(help: ArgumentHelp("Remove what is older.", valueName: "days")) var olderThan: Int?
        @Option(
            help: ArgumentHelp("Remove those unused for longest until the rest is no larger.", valueName: "size"))
        var maxSize: String?

        func run() throws {
            let composition = try Composition()
            let reporter = composition.reporter(verbose: false, json: false, log: nil)
            guard olderThan == nil, maxSize == nil else { return try applyLimits(composition, reporter) }
            let bases = try composition.bases.all()
            for key in keys where !bases.contains(where: { $0.location.key.hasPrefix(key) }) {
                throw ProvisionError(
                    .usage, "there is no base '\(key.printable)'", hint: "'xen-provision cache list' shows them")
            }
            for (location, _) in bases where keys.isEmpty || keys.contains(where: location.key.hasPrefix) {
                let lock = try composition.bases.lock(location, for: .writing) { () throws(ProvisionError) in
                    try composition.signals.check()
                }
                try composition.bases.remove(location)
                withExtendedLifetime(lock) { reporter.note("Removed \(location.image).") }
            }
        }

        private func applyLimits(_ composition: Composition, _ reporter: any Reporter) throws(ProvisionError) {
            guard keys.isEmpty else {
                throw ProvisionError(
                    .usage, "a limit is for all bases, and names are for some", hint: "give one of them")
            }
            if let olderThan, olderThan < 0 {
                throw ProvisionError(.usage, "--older-than: \(olderThan) is no number of days")
            }
            let size = try maxSize.map { (text) throws(ProvisionError) in try ByteSize(parsing: text) }
            let limits = BaseLimits(days: olderThan, size: size)
            for image in try composition.bases.prune(limits, now: Clock.now) { reporter.note("Removed \(image).") }
        }
    }
}

/// One base in the list.
private struct BaseRow: Encodable {
    let key: String
    let suite: String
    let architecture: String
    let method: String
    /// Seconds since 1970.
    let made: Int64
    /// When a guest was last made from it, in seconds since 1970.
    let used: Int64
    let image: String
    /// Bytes that its image takes on the disk.
    let bytes: UInt64
    let packages: [String]

    init(_ location: BaseLocation, _ description: BaseDescription, _ store: BaseStore) throws(ProvisionError) {
        key = location.key
        suite = description.identity.archive.suite
        architecture = description.identity.architecture
        method = description.identity.method
        made = description.made
        image = location.image
        let kept = try store.kept(location, description)
        (used, bytes) = (kept.used, kept.bytes)
        packages = description.identity.archive.packages
    }

    static let header = ["KEY", "SUITE", "ARCH", "METHOD", "SIZE", "AGE"]

    var cells: [String] {
        [
            String(key.prefix(12)), suite, architecture, method, "\(bytes >> 20)M",
            "\(Age(seconds: Clock.now - made))",
        ]
    }
}
