/// A universally unique identifier (RFC 9562), written in lower case as libblkid and Xen write it.
package struct UUIDValue: Hashable, Sendable {
    /// 16 bytes, most significant first.
    package let octets: [UInt8]

    /// A random one (version 4) from 16 random bytes.
    package init(random bytes: [UInt8]) { self.init(bytes, version: 4) }

    /// Sets version and variant in 16 bytes.
    init(_ bytes: [UInt8], version: UInt8) {
        var octets = Array(bytes.prefix(16)) + [UInt8](repeating: 0, count: max(0, 16 - bytes.count))
        octets[6] = octets[6] & 0x0F | version << 4
        octets[8] = octets[8] & 0x3F | 0x80
        self.octets = octets
    }

    /// - Throws: `.usage` for anything but 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    package init(_ text: String) throws(ProvisionError) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        let digits = Array(text.utf8.filter { $0 != UInt8(ascii: "-") })
        let octets = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
        guard groups.map(\.count) == [8, 4, 4, 4, 12], octets.count == 16 else {
            throw ProvisionError(.usage, "'\(text.printable)' is not a UUID")
        }
        self.octets = octets
    }
}

extension UUIDValue: CustomStringConvertible {
    package var description: String {
        let hex = octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [hex[0..<4], hex[4..<6], hex[6..<8], hex[8..<10], hex[10..<16]].map { $0.joined() }
            .joined(separator: "-")
    }
}

extension UUIDValue: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
