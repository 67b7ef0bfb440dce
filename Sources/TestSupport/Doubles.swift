import Model
import Provision

/// Records command lines and answers with nothing, or with what a test has put there.
package final class RecordingRunner: CommandRunner {
    package private(set) var invocations: [ToolInvocation] = []
    /// Standard output by tool.
    package var answers: [String: String] = [:]
    /// Tools that fail.
    package var failing: Set<String> = []
    /// Called for every command, to let it have an effect.
    package var effect: ((ToolInvocation) throws -> Void)?

    package init() {}

    package func run(
        _ invocation: ToolInvocation, input: [UInt8]?, onLine: ((String) -> Void)?
    ) throws(ProvisionError) -> String {
        invocations.append(invocation)
        if failing.contains(invocation.tool) { throw ProvisionError(.failed, "\(invocation.tool) failed") }
        do {
            try effect?(invocation)
        } catch {
            throw ProvisionError(.failed, "\(error)")
        }
        return answers[invocation.tool] ?? ""
    }
}

/// Collects what a person would have been shown.
package final class RecordingReporter: Reporter {
    package private(set) var notes: [String] = []
    package private(set) var warnings: [String] = []
    package private(set) var details: [String] = []

    package init() {}

    package func begin(_ phase: String) {}
    package func progress(_ fraction: Double, _ text: String) {}
    package func end() {}
    package func note(_ text: String) { notes.append(text) }
    package func warn(_ text: String) { warnings.append(text) }
    package func detail(_ text: String) { details.append(text) }
}

/// Interrupts after a number of checks.
package final class ScriptedInterruption: Interruption {
    /// Checks until the signal comes; negative for never.
    package var after: Int
    package private(set) var shields: [String] = []

    package init(after: Int = -1) { self.after = after }

    package func check() throws(ProvisionError) {
        if after == 0 { throw ProvisionError(.interrupted, "interrupted by SIGINT") }
        after -= 1
    }

    package func shield(_ reason: String) { shields.append(reason) }
}

/// A guest's root in memory.
package final class MemoryGuestRoot: GuestRoot {
    package private(set) var files: GuestFiles

    package init(_ files: GuestFiles) { self.files = files }

    package func load(
        reads: [GuestPath], probes: [GuestPath], lists: [GuestPath]
    ) throws(ProvisionError) -> GuestFiles {
        let wanted = Set(reads + probes + lists)
        return GuestFiles(files.entries.filter { wanted.contains($0.key) })
    }

    package func carryOut(_ changes: [GuestChange]) throws(ProvisionError) {
        for change in changes {
            switch change {
            case .put(let path, let entry): files[path] = entry
            case .remove(let path): files.remove(path)
            }
        }
    }

    package func copyOut(_ path: GuestPath, to target: String) throws(ProvisionError) {}
    package func moveOut(_ path: GuestPath, to target: String) throws(ProvisionError) {}
}

/// Roots that are all the same one in memory.
package final class MemoryRoots: GuestRoots {
    package let root: MemoryGuestRoot

    package init(_ root: MemoryGuestRoot = MemoryGuestRoot(GuestFiles())) { self.root = root }

    package func open(_ directory: String) throws(ProvisionError) -> any GuestRoot { root }
    package func unpack(
        _ archive: String, into directory: String, sha256: String?, progress: (Double) -> Void
    ) throws(ProvisionError) {}
    package func mountForPrograms(_ directory: String) throws(ProvisionError) {}
    package func unmountAll(below directory: String) throws(ProvisionError) {}
    package func leaveNoProcess() throws(ProvisionError) {}
    package func mountImage(
        _ image: String, type: String, on directory: String, readOnly: Bool
    ) throws(ProvisionError) {}
    package func unmount(_ directory: String) throws(ProvisionError) {}
}

/// Secrets that a test can foresee.
package struct FixedSecrets: SecretMaker {
    package init() {}

    package func hash(_ password: String, scheme: PasswordScheme) throws(ProvisionError) -> String { "$hash$\(scheme)" }
    package func password(length: Int) throws(ProvisionError) -> String { String(repeating: "p", count: length) }
    package func randomBytes(_ count: Int) throws(ProvisionError) -> [UInt8] { (0..<count).map { UInt8($0 & 0xFF) } }
}

/// Signatures by path.
package struct FixedSignatures: SignatureReader {
    private let facts: [String: SignatureFacts]

    package init(_ facts: [String: SignatureFacts] = [:]) { self.facts = facts }

    package func probe(_ path: String, offset: UInt64) throws(ProvisionError) -> SignatureFacts? { facts[path] }
}

/// Templates that show their name only.
package struct NamedTemplates: TextTemplates {
    package init() {}

    package func render(_ name: String, _ values: [String: TemplateValue]) throws(ProvisionError) -> String { name }
}

/// A hypervisor that answers what a test has put there.
package final class ScriptedHypervisor: Hypervisor {
    package private(set) var requests: [ControlRequest] = []
    /// nil where this is no dom0.
    package var running: Set<String>?
    package var respond: (ControlRequest) -> ControlAnswer = { _ in .done }

    package init(running: Set<String>? = nil) { self.running = running }

    package func runningDomains() -> Set<String>? { running }

    package func ask(_ request: ControlRequest) -> ControlAnswer {
        requests.append(request)
        return respond(request)
    }
}
