/// A word that LVM takes as the name of a group or a volume, as a tag, or as a UUID (lvm(8), "Valid names").
///
/// Nothing that a shell, LVM's own command line or a selection would read as something else gets in.
package struct LVMName: Hashable, Comparable, Sendable {
    /// device-mapper's `DM_NAME_LEN` (128) holds group and volume together; LVM stops at 127 for each.
    package static let maximumLength = 127

    package let text: String

    /// - Throws: `.usage` for what LVM would not take.
    package init(_ text: String) throws(ProvisionError) {
        let allowed = text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "+_.-".contains($0))
        }
        guard allowed, !text.isEmpty, text.utf8.count <= Self.maximumLength, !text.hasPrefix("-"), text != ".",
            text != ".."
        else {
            throw ProvisionError(
                .usage, "'\(text.printable)' is not a name that LVM takes",
                hint: "use letters, digits and + _ . -, not beginning with a hyphen")
        }
        self.text = text
    }

    package static func < (left: LVMName, right: LVMName) -> Bool { left.text < right.text }

    /// Bytes of it in device-mapper's names, where a hyphen is written twice.
    package var mangledLength: Int { text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "-") ? 2 : 1) } }
}

extension LVMName: CustomStringConvertible {
    package var description: String { text }
}

extension LVMName: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
