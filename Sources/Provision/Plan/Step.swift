import Model

/// One thing that a plan does. A step knows nothing of dry runs, journals or other steps.
package protocol Step {
    /// The phase it is shown under; neighbours with the same phase share one line.
    var phase: String { get }
    /// What it does, for the plan: "make the directory /srv/xen/domains".
    var title: String { get }
    /// The commands and files of it, for the plan.
    var effects: [PlannedEffect] { get }
    /// How to take it back; asked right before `run`, after everything before it has happened.
    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation]
    func run(_ world: World) throws(ProvisionError)
}

extension Step {
    package var effects: [PlannedEffect] { [] }
    package func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] { [] }
}

/// A visible effect of a step.
package enum PlannedEffect: Hashable, Sendable {
    /// A program to run, and what it is given on its standard input where that is known now and no secret.
    case command(ToolInvocation, input: String? = nil)
    /// A file of the host or of the guest, where its content comes from, and the content where it is known now.
    case file(path: String, origin: String, content: String?)
}

/// The outside world that steps act on: every port in one place.
package struct World {
    package let runner: any CommandRunner
    package let files: any HostFiles
    package let storage: StoragePorts
    package let roots: any GuestRoots
    package let hypervisor: any Hypervisor
    package let signatures: any SignatureReader
    package let secrets: any SecretMaker
    package let templates: any TextTemplates
    package let reporter: any Reporter
    package let interruption: any Interruption
    package let results: RunResults

    package init(
        runner: any CommandRunner, files: any HostFiles, storage: StoragePorts = .none, roots: any GuestRoots,
        hypervisor: any Hypervisor = NoHypervisor(), signatures: any SignatureReader, secrets: any SecretMaker,
        templates: any TextTemplates, reporter: any Reporter,
        interruption: any Interruption, results: RunResults = RunResults()
    ) {
        self.runner = runner
        self.files = files
        self.storage = storage
        self.roots = roots
        self.hypervisor = hypervisor
        self.signatures = signatures
        self.secrets = secrets
        self.templates = templates
        self.reporter = reporter
        self.interruption = interruption
        self.results = results
    }
}

/// What will be done, in order. Making one has no effect; printing it is the dry run.
package struct Plan {
    /// For whom: the guest's name.
    package let guest: GuestName
    package let run: RunID
    package let steps: [any Step]
    /// Work that is left after everything has been committed; a failure there is a warning.
    package let afterwards: [UndoOperation]

    package init(guest: GuestName, run: RunID, steps: [any Step], afterwards: [UndoOperation]) {
        self.guest = guest
        self.run = run
        self.steps = steps
        self.afterwards = afterwards
    }
}
