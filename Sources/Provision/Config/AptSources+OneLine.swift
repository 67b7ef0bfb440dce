import Model

/// Reads the one-line format of sources.list(5): `deb [option=value …] URI suite component …`.
struct AptOneLineReader {
    let file: String

    func entries(in text: String) -> [Result<[AptRepository], ProvisionError>] {
        text.lines.enumerated().compactMap { index, line in
            let content = String(line.prefix { $0 != "#" }).trimmed
            guard !content.isEmpty else { return nil }
            return Result { () throws(ProvisionError) in [try repository(content, line: index + 1)] }
        }
    }

    private func repository(_ content: String, line: Int) throws(ProvisionError) -> AptRepository {
        var words = Self.words(of: content)[...]
        let type = words.popFirst()
        guard type == "deb" || type == "deb-src" else {
            throw refusal(line, "'\(type?.printable ?? "")' is no type", hint: "entries start with deb or deb-src")
        }
        var options: [String] = []
        if let first = words.first, first.hasPrefix("["), first.hasSuffix("]") {
            words.removeFirst()
            options = first.dropFirst().dropLast().split { $0.isWhitespace }.map(String.init)
        }
        guard let uri = words.popFirst(), let suite = words.popFirst(), uri.contains(":") else {
            throw refusal(line, "the entry has no URI and suite", hint: "write deb URI suite component")
        }
        guard !words.isEmpty || suite.hasSuffix("/") else {
            throw refusal(line, "suite '\(suite.printable)' has no component", hint: "add one, such as main")
        }
        return AptRepository(
            uris: [uri], suites: [suite], components: Array(words), signedBy: Self.trust(options),
            isSource: type == "deb-src")
    }

    /// Words apart by white space, of which there may be some within brackets, as in `cdrom:[Disc 1]/`.
    private static func words(of content: String) -> [String] {
        var words: [String] = []
        var word = ""
        var depth = 0
        for character in content {
            if character == "[" { depth += 1 }
            if character == "]" { depth = max(0, depth - 1) }
            if character.isWhitespace, depth == 0 {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func trust(_ options: [String]) -> AptRepository.Trust? {
        let prefix = "signed-by="
        guard let option = options.last(where: { $0.lowercased().hasPrefix(prefix) }) else { return nil }
        return .keyrings(option.dropFirst(prefix.count).split(separator: ",").map(String.init))
    }

    private func refusal(_ line: Int, _ problem: String, hint: String) -> ProvisionError {
        ProvisionError(.badInput, "\(file):\(line): \(problem)", hint: hint)
    }
}
