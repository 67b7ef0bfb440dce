/// UUIDs and labels as blkid shows them.
enum VolumeIdentity {
    /// Sixteen bytes as `12345678-9abc-…`; nil when they are all zero.
    static func uuid(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.contains(where: { $0 != 0 }) else { return nil }
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }

    /// A label that ends at its first NUL; nil when it is empty.
    static func label(_ bytes: some Collection<UInt8>) -> String? {
        let name = bytes.prefix { $0 != 0 }
        return name.isEmpty ? nil : ExtractionError.printable(Array(name))
    }
}
