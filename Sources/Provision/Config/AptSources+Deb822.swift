import Model

/// Reads the deb822 format of sources.list(5): paragraphs of `Field: value`, folded with white space in front.
struct AptDeb822Reader {
    let file: String

    /// A paragraph: the lines of each field by its name in lower case, and where it starts.
    private struct Paragraph {
        var line: Int
        var fields: [String: [String]] = [:]
        var lastField: String?

        func words(_ field: String) -> [String] {
            (fields[field] ?? []).flatMap { $0.split { $0.isWhitespace }.map(String.init) }
        }
    }

    func repositories(in text: String) throws(ProvisionError) -> [AptRepository] {
        var repositories: [AptRepository] = []
        var paragraph: Paragraph?
        for (index, line) in text.lines.enumerated() where !line.hasPrefix("#") {
            if line.trimmed.isEmpty {
                if let paragraph { repositories += try self.repositories(of: paragraph) }
                paragraph = nil
            } else {
                try add(line, number: index + 1, to: &paragraph)
            }
        }
        if let paragraph { repositories += try self.repositories(of: paragraph) }
        return repositories
    }

    private func add(_ line: String, number: Int, to paragraph: inout Paragraph?) throws(ProvisionError) {
        var current = paragraph ?? Paragraph(line: number)
        if line.first?.isWhitespace == true {
            guard let field = current.lastField else {
                throw refusal(number, "a folded line follows no field", hint: "start fields in the first column")
            }
            current.fields[field, default: []].append(line.trimmed)
        } else {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                throw refusal(number, "'\(line.printable)' is no field", hint: "write lines like Suites: stable")
            }
            let name = line[..<colon].lowercased()
            current.fields[name] = [String(line[line.index(after: colon)...]).trimmed]
            current.lastField = name
        }
        paragraph = current
    }

    private func repositories(of paragraph: Paragraph) throws(ProvisionError) -> [AptRepository] {
        for field in ["types", "uris", "suites"] where paragraph.words(field).isEmpty {
            throw refusal(paragraph.line, "the paragraph has no \(field)", hint: "give it Types, URIs and Suites")
        }
        var repositories: [AptRepository] = []
        for type in paragraph.words("types") {
            guard type == "deb" || type == "deb-src" else {
                throw refusal(paragraph.line, "'\(type.printable)' is no type", hint: "use deb or deb-src")
            }
            repositories.append(
                AptRepository(
                    uris: paragraph.words("uris"), suites: paragraph.words("suites"),
                    components: paragraph.words("components"), signedBy: Self.trust(paragraph),
                    isEnabled: Self.isTrue(paragraph.words("enabled").first), isSource: type == "deb-src"))
        }
        return repositories
    }

    private static func trust(_ paragraph: Paragraph) -> AptRepository.Trust? {
        let words = paragraph.words("signed-by")
        guard let lines = paragraph.fields["signed-by"], !words.isEmpty else { return nil }
        guard lines.contains(where: { $0.hasPrefix("-----BEGIN") }) else {
            return .keyrings(words.flatMap { $0.split(separator: ",").map(String.init) })
        }
        // A line with nothing but a dot stands for an empty one, which would end the paragraph.
        let key = lines.drop { $0.isEmpty }.map { $0 == "." ? "" : $0 }
        return .key(key.joined(separator: "\n") + "\n")
    }

    /// APT's own list of words that mean no; everything else leaves the entry on.
    private static func isTrue(_ word: String?) -> Bool {
        guard let word else { return true }
        return !["no", "false", "without", "off", "disable", "0"].contains(word.lowercased())
    }

    private func refusal(_ line: Int, _ problem: String, hint: String) -> ProvisionError {
        ProvisionError(.badInput, "\(file):\(line): \(problem)", hint: hint)
    }
}
