import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision cache`.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Show, check and remove the bases that guests are cloned from.",
        subcommands: [List.self, Verify.self, Prune.self], defaultSubcommand: List.self)

    /// `xen-provision cache list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show every base, the newest first.")

        @Flag(help: "Write JSON.") var json = false

        func run() throws {
            let composition = try Composition()
            let rows = try composition.bases.all().map { try BaseRow($0.location, $0.description) }
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
            discussion: "Without a name or an age every base is removed. One that is in use right now is waited for.")

        @Argument(help: "Beginnings of the keys that 'list' shows.") var keys: [String] = []
        @Option(help: ArgumentHelp("Remove what is older.", valueName: "days")) var olderThan: Int?

        func run() throws {
            let composition = try Composition()
            let reporter = composition.reporter(verbose: false, json: false, log: nil)
            let bases = try composition.bases.all()
            for key in keys where !bases.contains(where: { $0.location.key.hasPrefix(key) }) {
                throw ProvisionError(
                    .usage, "there is no base '\(key.printable)'", hint: "'xen-provision cache list' shows them")
            }
            for (location, description) in bases where isMeant(location, description) {
                let lock = try composition.bases.lock(location, for: .writing) { () throws(ProvisionError) in
                    try composition.signals.check()
                }
                try composition.bases.remove(location)
                withExtendedLifetime(lock) { reporter.note("Removed \(location.image).") }
            }
        }

        private func isMeant(_ location: BaseLocation, _ description: BaseDescription) -> Bool {
            let isNamed = keys.isEmpty || keys.contains { location.key.hasPrefix($0) }
            return isNamed && olderThan.map { Clock.now - description.made > Int64($0) * 86_400 } ?? true
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
    let image: String
    /// Bytes that its image takes on the disk.
    let bytes: UInt64
    let packages: [String]

    init(_ location: BaseLocation, _ description: BaseDescription) throws(ProvisionError) {
        key = location.key
        suite = description.identity.archive.suite
        architecture = description.identity.architecture
        method = description.identity.method
        made = description.made
        image = location.image
        bytes = try LinuxFiles().allocated(location.image)
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
