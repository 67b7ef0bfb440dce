import Model

/// One of the account databases: passwd(5), shadow(5), group(5), gshadow(5).
///
/// Lines that are not touched stay byte for byte, comments and NIS entries included.
struct ColonTable {
    private(set) var lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n").map(String.init)
    }

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// The fields of every line.
    var rows: [[String]] { lines.map(Self.fields) }

    /// The fields of the line with this name in front; nil where there is none.
    subscript(name: String) -> [String]? {
        get { rows.first { $0.first == name } }
        set {
            lines.removeAll { newValue == nil && Self.fields($0).first == name }
            guard let line = newValue?.joined(separator: ":") else { return }
            if let index = lines.firstIndex(where: { Self.fields($0).first == name }) {
                lines[index] = line
            } else {
                lines.append(line)
            }
        }
    }

    /// Adds a member to the comma list in the last field; nothing happens where the line is missing.
    mutating func addMember(_ member: String, to name: String) {
        guard var fields = self[name], let last = fields.last else { return }
        let members = last.split(separator: ",").map(String.init)
        guard !members.contains(member) else { return }
        fields[fields.count - 1] = (members + [member]).joined(separator: ",")
        self[name] = fields
    }

    /// The numbers in a field, where it holds one.
    func numbers(inField index: Int) -> Set<UInt32> {
        Set(rows.compactMap { $0.count > index ? UInt32($0[index]) : nil })
    }

    private static func fields(_ line: String) -> [String] {
        line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
}
