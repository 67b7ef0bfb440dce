import Model

/// Takes effects back. Goes on after a failure and reports what is left.
package struct Undoer {
    package struct Outcome: Hashable, Sendable {
        /// What was taken back, in order.
        package var undone: [String] = []
        /// What could not be, with the reason.
        package var left: [String] = []

        package init() {}
    }

    private let run: RunID
    private let files: any HostFiles
    private let storage: StoragePorts
    private let hypervisor: any Hypervisor

    package init(
        run: RunID, files: any HostFiles, storage: StoragePorts = .none, hypervisor: any Hypervisor = NoHypervisor()
    ) {
        self.run = run
        self.files = files
        self.storage = storage
        self.hypervisor = hypervisor
    }

    /// - Parameter between: called after every operation, to answer who asks meanwhile.
    package func undo(_ operations: [UndoOperation], between: () -> Void = {}) -> Outcome {
        var outcome = Outcome()
        let failed = undo(operations, between, &outcome)
        // On a full disk an edit finds room only after the rest has gone: those get a second chance.
        if !failed.isEmpty, failed.count < operations.count {
            outcome.left = []
            _ = undo(failed, between, &outcome)
        }
        return outcome
    }

    /// - Returns: the operations that failed.
    private func undo(
        _ operations: [UndoOperation], _ between: () -> Void, _ outcome: inout Outcome
    ) -> [UndoOperation] {
        var failed: [UndoOperation] = []
        for operation in operations {
            defer { between() }
            do throws(ProvisionError) {
                if try perform(operation) { outcome.undone.append(operation.description) }
            } catch {
                outcome.left.append("\(operation): \(error)")
                failed.append(operation)
            }
        }
        return failed
    }

    /// - Returns: whether there was something to take back.
    private func perform(_ operation: UndoOperation) throws(ProvisionError) -> Bool {
        switch operation {
        case .removeTree(let path, let identity):
            guard try isOurs(path, .directory, identity) else { return false }
            try files.removeTree(path)
        case .removeFile(let path, let identity):
            guard try isOurs(path, .file, identity) else { return false }
            try files.removeFile(path)
        case .removeEmptyDirectory(let path):
            guard try files.look(at: path)?.kind == .directory, try files.names(in: path).isEmpty else { return false }
            try files.removeDirectory(path)
        case .removeLine(let path, let line):
            return try files.edit(path, tag: run.text) { HostLines.removing(line, from: $0) }
        case .removeDomain(let domain):
            guard try isDom0 else { return false }
            return try hypervisor.remove(domain)
        case .releaseDomain(let domain, let staysPaused):
            guard try isDom0 else { return false }
            return try hypervisor.release(domain, staysPaused: staysPaused)
        case .removeVolume(let removal): return try storage.volumes.remove(removal)
        case .clearDevice(let path, let uuid): return try storage.devices.clear(path, ifItHolds: uuid)
        }
        return true
    }

    /// Booted without Xen, a host has no domains any more.
    private var isDom0: Bool {
        get throws(ProvisionError) { try hypervisor.runningDomains() != nil }
    }

    private func isOurs(_ path: String, _ kind: FileKind, _ identity: FileIdentity?) throws(ProvisionError) -> Bool {
        guard let found = try files.look(at: path) else { return false }
        // A link is removed as a file is: itself, not what it names.
        guard found.kind == kind || (kind == .file && found.kind == .link) else { return false }
        if let identity { return found.identity == identity }
        return path.contains(run.text)
    }
}

/// Lines of a text file of the host that we share with others, such as /etc/hosts.
package enum HostLines {
    /// The text with the line at its end; unchanged where the line is there already.
    package static func adding(_ line: String, to text: String) -> String {
        if text.split(separator: "\n").contains(Substring(line)) { return text }
        let separator = text.isEmpty || text.hasSuffix("\n") ? "" : "\n"
        return text + separator + line + "\n"
    }

    /// The text without that line; everything else stays to the byte.
    package static func removing(_ line: String, from text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.lastIndex(of: Substring(line)) else { return text }
        var kept = lines
        kept.remove(at: index)
        return kept.joined(separator: "\n")
    }
}
