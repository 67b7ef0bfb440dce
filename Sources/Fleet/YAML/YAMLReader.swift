import Model
import Yams

/// Reads one YAML document into values with places, within bounds that no fleet needs and every attack does.
///
/// Aliases are not left to the parser, which hashes keys and would follow an alias in one as deep as it goes: every
/// asterisk is hidden from it, and a plain scalar that begins with a hidden one is an alias, for YAML has no other use
/// of it there (YAML 1.2.2, 7.1).
package struct YAMLReader {
    /// Bytes of a file; a thousand guests that share nothing take less than one MiB.
    package static let sizeLimit = 2 << 20
    /// Pieces of a document with all aliases resolved.
    static let weightLimit = 400_000
    /// Levels; a fleet has six.
    static let depthLimit = 32

    /// Takes the place of asterisks; a private character that no file has any use for.
    private static let hidden: Character = "\u{F8FF}"

    private let file: String

    /// - Parameter file: its name in refusals.
    package init(file: String) { self.file = file }

    /// - Throws: `.badInput` with line and column.
    package func read(_ text: String) throws(ProvisionError) -> YAMLValue {
        guard text.utf8.count <= Self.sizeLimit else { throw Self.tooLarge(file) }
        if let scalar = text.unicodeScalars.firstIndex(of: "\u{F8FF}") {
            throw position(of: scalar, in: text).refusal("the character U+F8FF has no meaning here")
        }
        let masked = text.contains("*") ? String(text.map { $0 == "*" ? Self.hidden : $0 }) : text
        let parser: Parser
        let root: Node?
        do {
            // Texts stay texts: no number, date or boolean is looked for.
            parser = try Parser(yaml: masked, resolver: .basic, encoding: .utf8)
            root = try parser.singleRoot()
        } catch let error as YamlError {
            throw YAMLRefusal(file: file, text: text).error(error)
        } catch {
            throw ProvisionError(.badInput, "\(file.printable): \(error)")
        }
        guard let root else {
            return YAMLValue(content: .nothing, position: FleetPosition(file: file, line: 1, column: 1), weight: 1)
        }
        // Nodes hold their anchors weakly; the parser is who keeps them.
        return try withExtendedLifetime(parser) { () throws(ProvisionError) in
            var composer = Composer(file: file)
            return try composer.value(root, depth: 0)
        }
    }

    /// The refusal of a file that is not even read.
    static func tooLarge(_ file: String) -> ProvisionError {
        ProvisionError(
            .badInput, "\(file.printable):1:1: the file is larger than \(sizeLimit >> 20) MiB",
            hint: "a fleet is a few kilobytes; split a real one with 'includes'")
    }

    private func position(of index: String.UnicodeScalarView.Index, in text: String) -> FleetPosition {
        let before = text.unicodeScalars[..<index]
        let start = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
        return FleetPosition(
            file: file, line: before.count { $0 == "\n" } + 1, column: before[start...].count + 1)
    }

    /// Turns the parser's nodes into values.
    private struct Composer {
        let file: String
        private var anchors: [String: YAMLValue] = [:]
        private var weight = 0

        init(file: String) { self.file = file }

        mutating func value(_ node: Node, depth: Int) throws(ProvisionError) -> YAMLValue {
            let position = position(of: node)
            guard depth < YAMLReader.depthLimit else {
                throw position.refusal("more than \(YAMLReader.depthLimit) levels of nesting")
            }
            if let name = Self.aliasName(node) { return try resolve(name, position) }
            try refuseTag(of: node, position)
            let before = weight
            try charge(1, position)
            let content = try content(node, depth)
            let value = YAMLValue(content: content, position: position, weight: weight - before)
            if let anchor = node.anchor { anchors[anchor.rawValue] = value }
            return value
        }

        private mutating func content(_ node: Node, _ depth: Int) throws(ProvisionError) -> YAMLValue.Content {
            switch node {
            case .scalar(let scalar):
                let text = Self.unmasked(scalar.string)
                let isPlain = scalar.style == .plain
                return isPlain && ["", "~", "null"].contains(text) ? .nothing : .text(text, isPlain: isPlain)
            case .sequence(let sequence):
                var items: [YAMLValue] = []
                for item in sequence { items.append(try value(item, depth: depth + 1)) }
                return .list(items)
            case .mapping(let mapping):
                var entries: [YAMLValue.Entry] = []
                for (key, item) in mapping {
                    entries.append(.init(key: try self.key(key), value: try value(item, depth: depth + 1)))
                }
                return .mapping(entries)
            case .alias: throw position(of: node).refusal("an alias that was not resolved")
            }
        }

        private func key(_ node: Node) throws(ProvisionError) -> Located<String> {
            guard case .scalar(let scalar) = node, Self.aliasName(node) == nil else {
                throw position(of: node).refusal("a key must be a text", hint: "write 'key: value'")
            }
            let text = Self.unmasked(scalar.string)
            if text == "<<" {
                throw position(of: node).refusal(
                    "'<<' is no key: merge keys are not read", hint: "put what is shared into 'profiles'")
            }
            return Located(text, position(of: node))
        }

        private mutating func resolve(_ name: String, _ position: FleetPosition) throws(ProvisionError) -> YAMLValue {
            guard let value = anchors[name] else {
                throw position.refusal(
                    "'*\(name.printable.shortened)' has no anchor above it",
                    hint: Suggestion.hint(for: name, among: anchors.keys))
            }
            try charge(value.weight, position)
            return value
        }

        private mutating func charge(_ amount: Int, _ position: FleetPosition) throws(ProvisionError) {
            weight += amount
            guard weight <= YAMLReader.weightLimit else {
                throw position.refusal(
                    "the file stands for more than \(YAMLReader.weightLimit) values",
                    hint: "aliases that hold aliases multiply: use 'profiles' instead")
            }
        }

        /// `!!str` and its like say what is so anyway; every other tag would be passed over.
        private func refuseTag(of node: Node, _ position: FleetPosition) throws(ProvisionError) {
            let tag =
                switch node {
                case .scalar(let scalar): scalar.tag.rawValue
                case .sequence(let sequence): sequence.tag.rawValue
                case .mapping(let mapping): mapping.tag.rawValue
                case .alias(let alias): alias.tag.rawValue
                }
            let known = ["str", "seq", "map"].map { "tag:yaml.org,2002:" + $0 }
            guard tag.isEmpty || known.contains(tag) else {
                throw position.refusal(
                    "the tag '\(tag.printable.shortened)' has no meaning here", hint: "leave it out")
            }
        }

        private func position(of node: Node) -> FleetPosition {
            FleetPosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        }

        private static func aliasName(_ node: Node) -> String? {
            guard case .scalar(let scalar) = node, scalar.style == .plain, scalar.string.first == YAMLReader.hidden
            else { return nil }
            return unmasked(String(scalar.string.dropFirst()))
        }

        private static func unmasked(_ text: String) -> String {
            text.contains(YAMLReader.hidden) ? String(text.map { $0 == YAMLReader.hidden ? "*" : $0 }) : text
        }
    }
}
