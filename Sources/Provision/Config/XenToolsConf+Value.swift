import Model

/// A value of a xen-tools configuration file, with the place where it stands.
package struct ConfValue: Hashable, Sendable {
    /// A piece of the value: text as it stands, or a shell command from between backticks.
    package enum Segment: Hashable, Sendable {
        case text(String)
        case command(String)
    }

    /// The value as it stands in the file, backticks and all.
    package let raw: String
    /// The line on which it starts, from 1.
    package let line: Int
    /// The name that was given to the reader.
    package let file: String
    /// The pieces of `raw` in order; empty for an empty value.
    package let segments: [Segment]

    /// - Throws: `.badInput` when a backtick has no partner or nothing stands between two.
    package init(raw: String, line: Int, file: String) throws(ProvisionError) {
        (self.raw, self.line, self.file) = (raw, line, file)
        let parts = raw.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        var segments: [Segment] = []
        for (index, part) in parts.enumerated() {
            if index % 2 == 0 {
                if !part.isEmpty { segments.append(.text(part)) }
            } else {
                guard index + 1 < parts.count else {
                    throw ProvisionError(.badInput, "\(file):\(line): a backtick has no partner")
                }
                guard !part.trimmed.isEmpty else {
                    throw ProvisionError(.badInput, "\(file):\(line): there is no command between the backticks")
                }
                segments.append(.command(part))
            }
        }
        self.segments = segments
    }

    /// The commands between backticks, which xen-tools gives to a shell.
    package var commands: [String] {
        segments.compactMap { segment in
            if case .command(let command) = segment { command } else { nil }
        }
    }

    /// `file:line`, for messages and for telling where a setting comes from.
    package var place: String { "\(file):\(line)" }

    /// The value with every command replaced by its output, of which line feeds at the end are dropped, as a shell
    /// does.
    ///
    /// - Parameter run: Runs one command and gives back its output; its errors are passed on.
    package func text(running run: (String) throws(ProvisionError) -> String) throws(ProvisionError) -> String {
        var text = ""
        for segment in segments {
            switch segment {
            case .text(let part): text += part
            case .command(let command):
                var output = try run(command)
                while output.last?.isNewline == true { output.removeLast() }
                text += output
            }
        }
        return text
    }
}
