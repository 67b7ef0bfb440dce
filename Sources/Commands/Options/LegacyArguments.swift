import Provision

/// Lets xen-tools' ways of writing options through (Getopt::Long's defaults): one hyphen instead of two, any case,
/// unique beginnings, `--nodhcp` for `--no-dhcp`, `_` for `-`.
enum LegacyArguments {
    /// - Parameter rows: the options of the command.
    static func normalise(_ arguments: [String], rows: [Setting], others: [String]) -> [String] {
        let names = Names(rows: rows, others: others)
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            guard let known = names.resolve(argument) else {
                result.append(argument)
                continue
            }
            // The next word is its value, whatever it looks like: joined, or ArgumentParser would take `-5` for an option.
            if known.takesValue, !known.hasValue, let value = rest.popFirst() {
                result.append("\(known.text)=\(value)")
            } else {
                result.append(known.text)
            }
        }
        return result
    }

    private struct Names {
        private var takesValue: [String: Bool] = [:]
        /// The option's first name, by every name: beginnings that fit two names of one option are unique.
        private var firstNames: [String: String] = [:]

        init(rows: [Setting], others: [String]) {
            for row in rows {
                for name in [row.name] + row.aliases {
                    takesValue[name] = row.kind != .flag
                    firstNames[name] = row.name
                    if row.kind == .flag { takesValue["no-\(name)"] = false }
                }
            }
            for name in others {
                takesValue[name] = false
                firstNames[name] = name
            }
        }

        func resolve(_ argument: String) -> (text: String, takesValue: Bool, hasValue: Bool)? {
            guard argument.hasPrefix("-"), argument.count > 2 else { return nil }
            let body = argument.drop { $0 == "-" }
            let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let first = parts.first, !first.isEmpty, let name = complete(first.lowercased()) else { return nil }
            let value = parts.count == 2 ? "=" + parts[1] : ""
            return ("--" + name + value, takesValue[name] ?? false, parts.count == 2)
        }

        private func complete(_ given: String) -> String? {
            let hyphenated = String(given.map { $0 == "_" ? "-" : $0 })
            for name in [given, hyphenated] where takesValue[name] != nil { return name }
            if hyphenated.hasPrefix("no"), takesValue["no-" + hyphenated.dropFirst(2)] == false {
                return "no-" + hyphenated.dropFirst(2)
            }
            let matches = Set(firstNames.filter { $0.key.hasPrefix(hyphenated) }.values)
            return matches.count == 1 ? matches.first : nil
        }
    }
}
