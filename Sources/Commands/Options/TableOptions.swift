import ArgumentParser
import Provision

/// Options that come from the settings table instead of from properties.
///
/// ArgumentParser finds options by reflection on a fresh value and hands the parsed ones over through `Decodable`;
/// both can be answered from a table, so that help, completion and man page come from the same rows as the keys of a
/// configuration file.
protocol TableOptions: ParsableArguments, CustomReflectable {
    static var rows: [Setting] { get }
    /// The values that were given, by the row's name.
    var given: [String: [String]] { get set }
    init()
}

extension TableOptions {
    init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: RowKey.self)
        for row in Self.rows {
            let key = RowKey(row.propertyName)
            switch row.kind {
            case .flag:
                let value = try container.decode(Flag<Bool?>.self, forKey: key).wrappedValue
                if let value { given[row.name] = [value ? "yes" : "no"] }
            case .list:
                let values = try container.decode(Option<[String]>.self, forKey: key).wrappedValue
                if !values.isEmpty { given[row.name] = values }
            case .text, .choice:
                let value = try container.decode(Option<String?>.self, forKey: key).wrappedValue
                if let value { given[row.name] = [value] }
            }
        }
    }

    var customMirror: Mirror {
        Mirror(self, children: Self.rows.map { (label: $0.propertyName, value: $0.option) })
    }
}

/// The key under which ArgumentParser keeps a row's value.
private struct RowKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Setting {
    /// ArgumentParser wants property names without hyphens.
    var propertyName: String { String(name.map { $0 == "-" ? "_" : $0 }) }

    private var names: NameSpecification {
        NameSpecification(([name] + aliases).map { .customLong($0) })
    }

    private var argumentHelp: ArgumentHelp {
        let suffix: String
        switch (kind, fallback) {
        case (.choice(let words), let fallback?):
            suffix = " One of \(words.joined(separator: ", ")) (default: \(fallback))."
        case (.choice(let words), nil): suffix = " One of \(words.joined(separator: ", "))."
        case (_, let fallback?): suffix = " (default: \(fallback))"
        case (_, nil): suffix = ""
        }
        return ArgumentHelp(stringLiteral: help + suffix).withValueName(placeholder)
    }

    private var completion: CompletionKind {
        if case .choice(let words) = kind { return .list(words) }
        switch placeholder {
        case "file", "path": return .file()
        case "directory": return .directory
        default: return .default
        }
    }

    /// What ArgumentParser finds where a property would be.
    var option: Any {
        switch kind {
        case .flag:
            Flag<Bool?>(name: names, inversion: .prefixedNo, help: argumentHelp)
        case .list:
            Option<[String]>(
                wrappedValue: [], name: names, parsing: .singleValue, help: argumentHelp, completion: completion)
        case .text, .choice:
            Option<String?>(name: names, help: argumentHelp, completion: completion)
        }
    }
}

extension ArgumentHelp {
    fileprivate func withValueName(_ name: String) -> ArgumentHelp {
        var copy = self
        copy.valueName = name
        return copy
    }
}
