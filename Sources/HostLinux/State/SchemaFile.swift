import FoundationEssentials
import Model
import Provision

/// A JSON file that says how it is written.
package struct SchemaFile {
    private let path: String
    private let kind: String
    private let remedy: String

    /// - Parameters:
    ///   - kind: what it should be, with its article: `a guest's record`.
    ///   - remedy: what to do where it is not.
    package init(_ path: String, holds kind: String, remedy: String) {
        self.path = path
        self.kind = kind
        self.remedy = remedy
    }

    /// A document of a version that is known; a newer one may look like anything else.
    private enum Versioned<Document: SchemaDocument>: Decodable {
        case known(Document)
        case newer

        private enum Key: CodingKey { case schema }

        init(from decoder: any Decoder) throws {
            let schema = try decoder.container(keyedBy: Key.self).decode(Int.self, forKey: .schema)
            self = schema > Document.currentSchema ? .newer : .known(try Document(from: decoder))
        }
    }

    /// - Returns: nil where there is no file.
    /// - Throws: `.badInput` naming the file that cannot be understood.
    package func read<Document: SchemaDocument>() throws(ProvisionError) -> Document? {
        guard let text = try LinuxFiles().read(path) else { return nil }
        switch try decode(Document.self, text) {
        case .known(let document): return document
        case .newer:
            throw ProvisionError(
                .badInput, "\(path.printable) was written by a newer version", hint: "use that version for it")
        }
    }

    private func decode<Document: SchemaDocument>(
        _ type: Document.Type, _ text: String
    ) throws(ProvisionError) -> Versioned<Document> {
        do {
            return try JSONDecoder().decode(Versioned<Document>.self, from: Data(text.utf8))
        } catch {
            throw ProvisionError(
                .badInput, "\(path.printable) is not \(kind): \(Self.reason(error).printable)", hint: remedy)
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "\(place(context))there is no '\(key.stringValue)'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            place(context) + context.debugDescription
        default: "\(error)"
        }
    }

    /// `guests[3].name: `
    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.reduce("") { text, key in
            text + (key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? "" : ".") + key.stringValue)
        }
        return path.isEmpty ? "" : path + ": "
    }
}
