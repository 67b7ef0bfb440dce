import Model
import Yams

/// Says what the YAML parser found wrong as every other refusal does: place, offending text, fix.
struct YAMLRefusal {
    let file: String
    let text: String

    func error(_ error: YamlError) -> ProvisionError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return refusal(problem, line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first.map { "'\($0.printable.shortened)'" } ?? "a key"
            return position(context.mark.line, context.mark.column).refusal(
                "\(key) is given twice in one mapping", hint: "keep one of them")
        case .reader(let problem, let offset, _, _):
            let before = text.unicodeScalars.prefix(offset ?? 0)
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            return position(before.count { $0 == "\n" } + 1, column).refusal(problem.lowercased())
        default: return ProvisionError(.badInput, "\(file.printable): this is not YAML: \(error)")
        }
    }

    private func refusal(_ problem: String, line: Int, column: Int) -> ProvisionError {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let content = lines.indices.contains(line - 1) ? String(lines[line - 1]) : ""
        if let tab = Self.tab(in: content) {
            return position(line, tab).refusal(
                "a tab in the indentation of '\(content.trimmed.printable.shortened)'",
                hint: "YAML is indented with spaces")
        }
        if problem.contains("Maximum nesting level") {
            return position(line, column).refusal(
                "this is nested too deeply", hint: "a fleet has six levels; is a bracket left open?")
        }
        let quoted = content.trimmed.isEmpty ? "" : ": '\(content.trimmed.printable.shortened)'"
        return position(line, column).refusal("this is not YAML: \(problem)\(quoted)", hint: Self.hint(problem))
    }

    /// Column of a tab in front of everything else.
    private static func tab(in line: String) -> Int? {
        let blanks = line.prefix { $0 == " " || $0 == "\t" }
        return blanks.firstIndex(of: "\t").map { blanks.distance(from: blanks.startIndex, to: $0) + 1 }
    }

    /// What the parser's own words mean for who writes a fleet.
    private static func hint(_ problem: String) -> String? {
        if problem.contains("mapping values are not allowed") { return "is the line above indented the same way?" }
        if problem.contains("expected <block end>") { return "is the line indented as its neighbours are?" }
        if problem.contains("cannot start any token") { return "put the value into quotes" }
        if problem.contains("another document") { return "one file holds one fleet: remove '---' inside it" }
        return nil
    }

    private func position(_ line: Int, _ column: Int) -> FleetPosition {
        FleetPosition(file: file, line: max(line, 1), column: max(column, 1))
    }
}
