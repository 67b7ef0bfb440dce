import Model
import Provision

/// A plan for a person and for a program.
struct PlanDocument: Encodable {
    struct StepDocument: Encodable {
        var phase: String
        var title: String
        var commands: [CommandDocument]
        var files: [FileDocument]
    }

    struct CommandDocument: Encodable {
        var argv: [String]
        var root: String?
        var purpose: String
        /// What it reads from its standard input.
        var input: String?
    }

    struct FileDocument: Encodable {
        var path: String
        var origin: String
        var content: String?
    }

    var schema = 1
    var guest: GuestSpec
    var run: String
    var steps: [StepDocument]

    init(_ plan: Plan, spec: GuestSpec) {
        guest = spec
        run = plan.run.text
        steps = plan.steps.map { step in
            var document = StepDocument(phase: step.phase, title: step.title, commands: [], files: [])
            for effect in step.effects {
                switch effect {
                case .command(let command, let input):
                    document.commands.append(
                        CommandDocument(
                            argv: [command.tool] + command.arguments, root: command.root, purpose: command.purpose,
                            input: input))
                case .file(let path, let origin, let content):
                    document.files.append(FileDocument(path: path, origin: origin, content: content))
                }
            }
            return document
        }
    }

    /// The plan as text: phases, steps, their commands with `$` and what those read with `<`, their files with `+`.
    var text: String {
        var lines: [String] = []
        var phase = ""
        for (index, step) in steps.enumerated() {
            if step.phase != phase { lines.append("\(step.phase):") }
            phase = step.phase
            lines.append("  \(index + 1). \(step.title)")
            for command in step.commands {
                let words = (command.root.map { ["chroot", $0] } ?? []) + command.argv
                lines.append("       $ " + words.map(ShellQuoting.quote).joined(separator: " "))
                lines += Self.indented(command.input, mark: "<")
            }
            for file in step.files {
                lines.append("       + \(file.path)  (\(file.origin))")
                lines += Self.indented(file.content, mark: "|")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func indented(_ text: String?, mark: String) -> [String] {
        guard let text else { return [] }
        return text.trimmedNewline.split(separator: "\n", omittingEmptySubsequences: false).map {
            "         \(mark) \($0)"
        }
    }
}

extension String {
    /// Without the newline at its end, which would show as an empty line.
    fileprivate var trimmedNewline: Substring { hasSuffix("\n") ? dropLast() : self[...] }
}
