import ArgumentParser
import HostLinux
import Model
import Provision

/// `xen-provision lock`.
struct LockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Write what guests were made of, package by package; or compare it with that.",
        discussion: """
            One JSON document has the name, version, architecture and SHA-256 of every package of the guests that are \
            named, or of all, and the SHA-256 of the archives' signed files. With --check nothing is written but what \
            differs from such a document: exit status 2 when anything does, 0 when nothing does.
            """)

    @Argument(help: ArgumentHelp("Names of the guests; all without one.", valueName: "name")) var names: [String] = []
    @Option(help: ArgumentHelp("Write it there instead of to standard output.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("Compare with this document.", valueName: "file")) var check: String?
    @Flag(help: "With --check: write JSON.") var json = false

    func run() throws {
        guard check == nil || output == nil else {
            throw ProvisionError(.usage, "--check writes no document", hint: "leave out --output or --check")
        }
        guard check != nil || !json else {
            throw ProvisionError(.usage, "--json belongs to --check", hint: "leave it out: a lock is JSON anyway")
        }
        let composition = try Composition()
        let manifests = LockedGuests(composition: composition, names: try Set(names.map { try GuestName($0) }))
        if let check {
            try compare(HostPath.absolute(check, from: composition.workingDirectory), manifests)
        } else {
            try write(LockDocument(manifests.recorded()), composition)
        }
    }

    private func write(_ document: LockDocument, _ composition: Composition) throws(ProvisionError) {
        let text = RecordText.encode(document)
        guard let output else { return try ConsoleOutput.standardOutput.write(text) }
        let path = HostPath.absolute(output, from: composition.workingDirectory)
        guard try composition.files.look(at: path) != nil else {
            return try composition.files.create(path, content: text, mode: 0o644)
        }
        // A lock is made anew again and again; anything else is there by mistake in what was typed.
        guard (try? LockFile(path).read()) != nil else {
            throw ProvisionError(
                .exists, "\(path.printable) exists already, and is no lock", hint: "choose another name, or remove it")
        }
        try composition.files.replace(path, content: text)
    }

    private func compare(_ path: String, _ guests: LockedGuests) throws {
        guard let lock = try LockFile(path).read() else {
            throw ProvisionError(
                .usage, "there is no file \(path.printable)", hint: "'xen-provision lock --output' makes one")
        }
        let comparison = try guests.comparison(with: lock, named: path)
        try ConsoleOutput.standardOutput.write(json ? JSONOutput.text(comparison) : LockText.text(comparison))
        if !comparison.equal { throw ExitCode(2) }
    }
}

/// A document that `lock` has written.
struct LockFile {
    let path: String

    init(_ path: String) { self.path = path }

    /// - Returns: nil where there is no such file.
    func read() throws(ProvisionError) -> LockDocument? {
        let file = SchemaFile(
            path, holds: "a lock", remedy: "make it anew with 'xen-provision lock --output', or restore it")
        guard let document: LockDocument = try file.read() else { return nil }
        var seen: Set<GuestName> = []
        for guest in document.guests where !seen.insert(guest.guest).inserted {
            throw ProvisionError(
                .badInput, "\(path.printable) has the guest \(guest.guest) twice",
                hint: "make it anew with 'xen-provision lock --output', or remove one of them")
        }
        return document
    }
}
