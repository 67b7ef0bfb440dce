import Distros
import Model

/// What the edits will write into the guest, for the plan: their real output on the root that is expected.
struct CustomisationPreview {
    private let customisation: GuestCustomisation
    private let templates: any TextTemplates

    init(_ customisation: GuestCustomisation, templates: any TextTemplates) {
        self.customisation = customisation
        self.templates = templates
    }

    /// Empty for a root that somebody brings.
    var effects: [PlannedEffect] {
        get throws(ProvisionError) {
            guard let root = try ExpectedRoot(customisation.spec) else { return [] }
            let (traits, renderer) = try customisation.look(at: root)
            // The password's hash and the machine's ID are made when the guest is; nothing of them is shown.
            let inputs = GuestCustomisation.Inputs(
                traits: traits, renderer: renderer, templates: templates,
                machineID: customisation.spec.reproduction == nil ? String(repeating: "1", count: 32) : nil,
                passwordHash: nil, hostKeys: [],
                repositoryKeys: [:])
            var effects: [PlannedEffect] = []
            for edit in try customisation.edits(inputs) { effects += try Self.effects(of: edit, on: root) }
            return effects + keys
        }
    }

    private static func effects(of edit: any GuestEdit, on root: ExpectedRoot) throws(ProvisionError) -> [PlannedEffect]
    {
        let before = try root.load(reads: edit.reads, probes: edit.probes, lists: edit.lists)
        let after = try edit.apply(to: before)
        return after.changes(from: before).compactMap { change in
            guard case .put(let path, let entry) = change else { return nil }
            switch entry {
            case .file(let file):
                return .file(path: path.text, origin: edit.origin, content: isShown(path) ? file.text : nil)
            case .link(let target): return .file(path: path.text, origin: edit.origin, content: "-> \(target)")
            case .directory, .present: return nil
            }
        }
    }

    private var keys: [PlannedEffect] {
        customisation.spec.access.hostKeyKinds.map { kind in
            .file(path: "/etc/ssh/ssh_host_\(kind.rawValue)_key", origin: "ssh-keygen", content: nil)
        }
    }

    private static func isShown(_ path: GuestPath) -> Bool {
        !["/etc/shadow", "/etc/gshadow", "/etc/machine-id", "/etc/passwd", "/etc/group"].contains(path.text)
    }
}
