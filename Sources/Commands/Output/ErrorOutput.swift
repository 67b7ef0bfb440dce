import Model

/// How an error is told: one sentence, the fix, then longer material.
enum ErrorOutput {
    static func text(_ error: ProvisionError, program: String) -> String {
        var lines = ["\(program): \(error.message)"]
        if let hint = error.hint { lines.append("  \(hint)") }
        lines += error.details.map { "  | \($0.printable)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
