import Model

/// Paragraphs of fields, as dpkg's status file and apt's indexes are written (deb822(5)).
enum ControlText {
    /// The wanted fields of every paragraph that has any of them. What is no UTF-8 is replaced.
    ///
    /// Works on bytes: a status file has a hundred thousand lines, nearly all of which nobody asks for.
    static func paragraphs(_ bytes: [UInt8], fields: [String]) -> [[String: String]] {
        let wanted = fields.map { (name: $0, prefix: Array($0.utf8) + [UInt8(ascii: ":")]) }
        var found: [[String: String]] = []
        var current: [String: String] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !current.isEmpty { found.append(current) }
                current = [:]
            } else if let field = wanted.first(where: { line.starts(with: $0.prefix) }) {
                current[field.name] = String(decoding: line.dropFirst(field.prefix.count), as: UTF8.self).trimmed
            }
        }
        return current.isEmpty ? found : found + [current]
    }
}
