import Model

/// Finds the tags of a template, so that they can be held against the values before anything is rendered.
///
/// The renderer writes nothing for a name that it does not know, and a line that is missing from a guest's network
/// configuration shows only when nobody can reach the guest any more. Only what our templates need is let through:
/// variables, sections, inverted sections and comments. Partials, lambdas, transforms, inheritance and other
/// delimiters are refused, because their names could not be checked here.
struct TemplateScanner {
    private let template: String
    private var rest: Substring
    private var line = 1

    private init(template: String, text: String) {
        self.template = template
        rest = text[...]
    }

    /// - Parameters:
    ///   - text: the template.
    ///   - template: its name, for messages.
    /// - Throws: `.badInput` with the line of a tag that is not closed, not opened, or of a kind that is not supported.
    static func tags(of text: String, template: String) throws(ProvisionError) -> [TemplateNode] {
        var scanner = TemplateScanner(template: template, text: text)
        return try scanner.nodes(until: nil, openedAt: 1)
    }

    private mutating func nodes(until section: String?, openedAt start: Int) throws(ProvisionError) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        while let tag = try nextTag() {
            let tagLine = line
            switch tag.first {
            case "!": continue
            case "/":
                guard let section, try name(tag.dropFirst()) == section else {
                    throw refusal("'{{\(tag)}}' closes no open section", line: tagLine)
                }
                return nodes
            case "#", "^":
                let name = try name(tag.dropFirst())
                let children = try self.nodes(until: name, openedAt: tagLine)
                nodes.append(
                    .section(name: name, isInverted: tag.first == "^", children: children, line: tagLine))
            case "&": nodes.append(.variable(name: try name(tag.dropFirst()), line: tagLine))
            default: nodes.append(.variable(name: try name(tag), line: tagLine))
            }
        }
        guard let section else { return nodes }
        throw refusal("section '\(section)' is not closed", line: start)
    }

    /// The inside of the next tag, with triple braces turned into `&`; nil at the end of the text.
    private mutating func nextTag() throws(ProvisionError) -> Substring? {
        while !rest.isEmpty, !rest.hasPrefix("{{") { advance() }
        guard !rest.isEmpty else { return nil }
        let isTriple = rest.hasPrefix("{{{")
        let closing = isTriple ? "}}}" : "}}"
        rest = rest.dropFirst(closing.count)
        let (start, startLine) = (rest.startIndex, line)
        while !rest.hasPrefix(closing) {
            guard !rest.isEmpty else { throw refusal("a tag is not closed", line: startLine) }
            advance()
        }
        let tag = rest.base[start..<rest.startIndex]
        rest = rest.dropFirst(closing.count)
        return isTriple ? "&" + tag : tag
    }

    private mutating func advance() {
        if rest.removeFirst().isNewline { line += 1 }
    }

    private func name(_ text: Substring) throws(ProvisionError) -> String {
        let name = String(text).trimmed
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isPlain, !name.isEmpty else {
            throw refusal("tag '{{\(String(text).printable)}}' is of a kind that is not supported", line: line)
        }
        return name
    }

    private func refusal(_ problem: String, line: Int) -> ProvisionError {
        ProvisionError(
            .badInput, "template \(template), line \(line): \(problem)",
            hint: "use {{name}}, {{#name}}…{{/name}}, {{^name}}…{{/name}} and {{! comments }}")
    }
}
