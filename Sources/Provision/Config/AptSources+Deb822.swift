import Model

/// Reads the deb822 format of sources.list(5): paragraphs of `Field: value`, folded with white space in front.
struct AptDeb822Reader {
    let file: String

    private struct NumberedLine {
        let number: Int
        let text: String
    }

    /// A paragraph: the lines of each field by its name in lower case, and where it starts.
    private struct Paragraph {
        let line: Int
        var fields: [String: [String]] = [:]

        func words(_ field: String) -> [String] {
            (fields[field] ?? []).flatMap { $0.split { $0.isWhitespace }.map(String.init) }
        }
    }

    func entries(in text: String) -> [Result<[AptRepository], ProvisionError>] {
        paragraphs(of: text).map { numbered in
            Result { () throws(ProvisionError) in try repositories(of: paragraph(numbered)) }
        }
    }

    /// Runs of lines with nothing but white space between them; comments count for nothing, not even as such.
    private func paragraphs(of text: String) -> [[NumberedLine]] {
        let lines = text.lines.enumerated().map { NumberedLine(number: $0 + 1, text: $1) }
        return lines.filter { !$0.text.hasPrefix("#") }.split { $0.text.trimmed.isEmpty }.map(Array.init)
    }

    private func paragraph(_ lines: [NumberedLine]) throws(ProvisionError) -> Paragraph {
        var paragraph = Paragraph(line: lines.first?.number ?? 1)
        var field: String?
        for line in lines {
            if line.text.first?.isWhitespace == true {
                guard let field else {
                    throw refusal(
                        line.number, "a folded line follows no field", hint: "start fields in the first column")
                }
                paragraph.fields[field, default: []].append(line.text.trimmed)
            } else {
                let name = line.text.prefix { $0 != ":" }
                guard !name.isEmpty, name.count < line.text.count else {
                    throw refusal(
                        line.number, "'\(line.text.printable)' is no field", hint: "write lines like Suites: stable")
                }
                field = name.lowercased()
                paragraph.fields[name.lowercased()] = [String(line.text.dropFirst(name.count + 1)).trimmed]
            }
        }
        return paragraph
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
