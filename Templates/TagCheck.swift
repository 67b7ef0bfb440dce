import Model

/// Holds the tags of a template against the values that it is to be rendered with.
struct TagCheck {
    /// The name of the template, for messages.
    let template: String

    /// Goes the way that the renderer will go: into sections that are rendered, once for each group of a list, with
    /// the names of the groups around them still known.
    ///
    /// - Parameter scopes: the groups of values from the outermost to the innermost.
    /// - Throws: `.badInput` naming the tag that has no value, or whose value is not text where text is wanted.
    func check(_ nodes: [TemplateNode], scopes: [[String: TemplateValue]]) throws(ProvisionError) {
        for node in nodes {
            switch node {
            case .variable(let name, let line):
                guard case .text = try value(of: name, line: line, in: scopes) else {
                    throw refusal("tag '\(name)' stands for a condition or a list, not for text", line: line)
                }
            case .section(let name, let isInverted, let children, let line):
                let value = try value(of: name, line: line, in: scopes)
                try check(children, of: value, isInverted: isInverted, scopes: scopes)
            }
        }
    }

    private func check(
        _ children: [TemplateNode], of value: TemplateValue, isInverted: Bool, scopes: [[String: TemplateValue]]
    ) throws(ProvisionError) {
        switch (value, isInverted) {
        case (.list(let groups), false):
            for group in groups { try check(children, scopes: scopes + [group]) }
        case (.list(let groups), true):
            if groups.isEmpty { try check(children, scopes: scopes) }
        case (.flag(let isSet), _):
            if isSet != isInverted { try check(children, scopes: scopes) }
        case (.text, _):
            if !isInverted { try check(children, scopes: scopes) }
        }
    }

    private func value(
        of name: String, line: Int, in scopes: [[String: TemplateValue]]
    ) throws(ProvisionError) -> TemplateValue {
        for scope in scopes.reversed() {
            if let value = scope[name] { return value }
        }
        throw refusal("tag '\(name)' has no value", line: line)
    }

    private func refusal(_ problem: String, line: Int) -> ProvisionError {
        ProvisionError(.badInput, "template \(template), line \(line): \(problem)")
    }
}
