import Model

/// A piece of a YAML file with its place; aliases are resolved.
package struct YAMLValue: Sendable {
    package enum Content: Sendable {
        /// Nothing: an empty place, `~` or `null`.
        case nothing
        /// Every scalar, as it is written; what it means is for its reader to say. `isPlain` without quotes.
        case text(String, isPlain: Bool)
        case list([YAMLValue])
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package let key: Located<String>
        package let value: YAMLValue
    }

    package let content: Content
    package let position: FleetPosition
    /// How many pieces it is made of, those behind aliases counted each time.
    let weight: Int

    /// What it is, in a refusal.
    package var kind: String {
        switch content {
        case .nothing: "nothing"
        case .text(let text, _): "'\(text.printable.shortened)'"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// - Parameter what: how the refusal names what should be a mapping.
    func entries(of what: String) throws(ProvisionError) -> [Entry] {
        switch content {
        case .mapping(let entries): return entries
        case .nothing: return []
        default:
            throw position.refusal(
                "\(what) must be a mapping, and this is \(kind)", hint: "write 'key: value' lines below it")
        }
    }

    /// One text.
    func text(of what: String) throws(ProvisionError) -> Located<String> {
        guard case .text(let text, _) = content else {
            throw position.refusal("\(what) must be one value, and this is \(kind)", hint: "write one text or number")
        }
        return Located(text, position)
    }

    /// One text or several.
    func texts(of what: String) throws(ProvisionError) -> [Located<String>] {
        guard case .list(let items) = content else { return [try text(of: what)] }
        return try items.map { (item) throws(ProvisionError) in try item.text(of: "every item of \(what)") }
    }
}

extension String {
    /// At most as much of it as a sentence can bear.
    var shortened: String { count <= 60 ? self : prefix(59) + "…" }
}
