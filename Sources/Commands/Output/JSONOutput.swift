import FoundationEssentials
import Model

/// Machine-readable output: sorted keys, one document.
enum JSONOutput {
    static func text(_ value: some Encodable) throws(ProvisionError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch {
            throw ProvisionError(.failed, "the result cannot be written as JSON: \(error)")
        }
    }
}
