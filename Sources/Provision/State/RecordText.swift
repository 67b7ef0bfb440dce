import FoundationEssentials
import Model

/// A record, of a guest or of a base, as an administrator may read it at three in the morning.
package enum RecordText {
    package static func encode(_ record: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // A record is plain text, numbers and lists: encoding it cannot fail.
        guard let data = try? encoder.encode(record) else { return "{}\n" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
