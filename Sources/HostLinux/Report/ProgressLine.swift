import Model

/// One line that a run tells the run that started it, on standard error; whatever else stands there is an error's text.
package enum ProgressLine: Equatable, Sendable {
    case begin(String)
    case progress(Double, String)
    case end(String)
    case note(String)
    case warning(String)

    /// The variable of the environment that asks for them.
    package static let variable = "XEN_PROVISION_PROGRESS"
    /// Begins every one of them.
    private static let mark = "@progress\t"

    package var text: String {
        switch self {
        case .begin(let phase): "\(Self.mark)begin\t\(phase.printable)"
        case .progress(let fraction, let text):
            "\(Self.mark)at\t\(Int(min(max(fraction, 0), 1) * 1000))\t\(text.printable)"
        case .end(let phase): "\(Self.mark)end\t\(phase.printable)"
        case .note(let text): "\(Self.mark)note\t\(text.printable)"
        case .warning(let text): "\(Self.mark)warning\t\(text.printable)"
        }
    }

    /// nil for every other line.
    package init?(_ line: String) {
        guard line.hasPrefix(Self.mark) else { return nil }
        let fields = line.dropFirst(Self.mark.count).split(
            separator: "\t", maxSplits: 2, omittingEmptySubsequences: false
        ).map(String.init)
        switch (fields.first, fields.count) {
        case ("begin", 2): self = .begin(fields[1])
        case ("at", 3):
            guard let thousandths = Int(fields[1]) else { return nil }
            self = .progress(Double(thousandths) / 1000, fields[2])
        case ("end", 2): self = .end(fields[1])
        case ("note", 2): self = .note(fields[1])
        case ("warning", 2): self = .warning(fields[1])
        default: return nil
        }
    }
}
