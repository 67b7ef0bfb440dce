import Model

/// A configuration file of xen-tools: `key = value` lines, `#` starts a comment anywhere, a backslash at the end of a
/// line joins the next one to it.
///
/// Other than xen-tools this refuses lines that are no assignment instead of skipping them: a misspelt line in there
/// has silently built guests that nobody asked for. Commands in backticks are kept apart, not run.
package struct XenToolsConf: Hashable, Sendable {
    private var values: [String: ConfValue] = [:]

    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: Its name, for messages and `explain`.
    /// - Throws: `.badInput` with `file:line`.
    package init(parsing text: String, file: String) throws(ProvisionError) {
        for (line, text) in Self.logicalLines(of: text) {
            // xen-tools knows no quotes: a `#` ends the value wherever it stands.
            let content = String(text.prefix { $0 != "#" }).trimmed
            guard !content.isEmpty else { continue }
            let (key, value) = try Self.assignment(content, at: "\(file):\(line)")
            values[Self.normalised(key)] = try ConfValue(raw: value, line: line, file: file)
        }
    }

    /// The value of a key, where `-` and `_` are the same; the last assignment in the file counts.
    package subscript(key: String) -> ConfValue? { values[Self.normalised(key)] }

    /// All keys, sorted, with hyphens: `install-method`.
    package var keys: [String] { values.keys.sorted() }

    /// These values with those of a file that is read later in their place.
    package func merging(_ later: XenToolsConf) -> XenToolsConf {
        var merged = self
        merged.values.merge(later.values) { _, new in new }
        return merged
    }

    private static func normalised(_ key: String) -> String { String(key.map { $0 == "_" ? "-" : $0 }) }

    /// Lines with their continuations joined, each with the number of its first one.
    private static func logicalLines(of text: String) -> [(line: Int, text: String)] {
        var result: [(line: Int, text: String)] = []
        var pending: (line: Int, text: String)?
        for (index, line) in text.lines.enumerated() {
            var joined = (line: pending?.line ?? index + 1, text: (pending?.text ?? "") + line)
            pending = nil
            if joined.text.hasSuffix("\\") {
                joined.text.removeLast()
                pending = joined
            } else {
                result.append(joined)
            }
        }
        if let pending { result.append(pending) }
        return result
    }

    private static func assignment(
        _ content: String, at place: String
    ) throws(ProvisionError) -> (key: String, value: String) {
        guard let equals = content.firstIndex(of: "=") else {
            throw ProvisionError(
                .badInput, "\(place): '\(content.printable)' is not an assignment", hint: "write lines like size = 4G")
        }
        let key = String(content[..<equals]).trimmed
        let isKey = key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.+".contains($0)) }
        guard !key.isEmpty, isKey else {
            throw ProvisionError(
                .badInput, "\(place): '\(key.printable)' is not a key",
                hint: "keys hold letters, digits, '_', '-' and '.'")
        }
        return (key, String(content[content.index(after: equals)...]).trimmed)
    }
}
