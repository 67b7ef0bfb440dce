/// Reads a command line as GNU's getopt does: options may follow operands, long ones may be shortened as long as only
/// one fits, short ones may share a dash, and `--` ends them.
package struct OptionScanner {
    /// An option that a program knows.
    struct Option {
        let name: String
        let letter: Character?
        let takesValue: Bool
    }

    /// What was found, in order.
    enum Item: Equatable {
        case option(String, value: String?)
        case operand(String)
    }

    /// Why a command line cannot be read, one sentence.
    package struct Misuse: Error, Equatable {
        package let message: String

        package init(message: String) { self.message = message }
    }

    let options: [Option]

    /// All options and operands.
    func scan(_ arguments: [String]) throws(Misuse) -> [Item] {
        var items: [Item] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                items += rest.map(Item.operand)
                break
            }
            if argument.hasPrefix("--") {
                items.append(try long(argument.dropFirst(2), &rest))
            } else if argument.hasPrefix("-"), argument != "-" {
                items += try short(argument.dropFirst(), &rest)
            } else {
                items.append(.operand(argument))
            }
        }
        return items
    }

    private func long(_ text: Substring, _ rest: inout ArraySlice<String>) throws(Misuse) -> Item {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        let fitting = options.filter { $0.name.hasPrefix(name) }
        guard let option = fitting.first(where: { $0.name == name }) ?? fitting.first else {
            throw Misuse(message: "there is no option --\(name)")
        }
        guard fitting.count == 1 || option.name == name else {
            let names = fitting.map { "--\($0.name)" }.joined(separator: ", ")
            throw Misuse(message: "--\(name) may be one of \(names)")
        }
        let given = parts.count > 1 ? String(parts[1]) : nil
        guard option.takesValue else {
            guard given == nil else { throw Misuse(message: "--\(option.name) takes no value") }
            return .option(option.name, value: nil)
        }
        guard let value = given ?? rest.popFirst() else {
            throw Misuse(message: "--\(option.name) needs a value")
        }
        return .option(option.name, value: value)
    }

    private func short(_ letters: Substring, _ rest: inout ArraySlice<String>) throws(Misuse) -> [Item] {
        var items: [Item] = []
        var letters = letters
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.letter == letter }) else {
                throw Misuse(message: "there is no option -\(letter)")
            }
            items.append(.option(option.name, value: nil))
        }
        return items
    }
}
