import Model

extension GuestFiles {
    /// True when at least one of the paths was found.
    func holdsAny(_ paths: [GuestPath]) -> Bool { paths.contains(where: exists) }

    /// The lines of a regular file; nil where there is none.
    func lines(_ path: GuestPath) -> [String]? {
        text(path).map { text in
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines.last == "" { lines.removeLast() }
            return lines
        }
    }

    /// Writes lines, each with its newline; see `write`.
    mutating func write(_ path: GuestPath, lines: [String], mode: UInt16? = nil) {
        write(path, lines.map { $0 + "\n" }.joined(), mode: mode)
    }
}
