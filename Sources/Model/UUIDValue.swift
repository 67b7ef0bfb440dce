/// A UUID of RFC 4122: that of a domain or a file system.
package struct UUIDValue: Hashable, Comparable, Sendable {
    /// Sixteen bytes in network order.
    package let bytes: [UInt8]

    /// Reads the canonical form, `5b1d4d6e-6f9e-4a8e-9a10-0d1f6d3c2b1a`, in any case.
    ///
    /// - Throws: `.badInput` for anything else.
    package init(parsing text: String) throws(ProvisionError) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        let digits = groups.joined().utf8.compactMap(Self.value)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], digits.count == 32 else {
            throw ProvisionError(
                .badInput, "'\(text.printable)' is not a UUID",
                hint: "write it like 5b1d4d6e-6f9e-4a8e-9a10-0d1f6d3c2b1a")
        }
        bytes = stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The UUID of these sixteen bytes as they stand; more are left over, missing ones are 0.
    package init(bytes: [UInt8]) {
        self.bytes = bytes.prefix(16) + [UInt8](repeating: 0, count: max(0, 16 - bytes.count))
    }

    /// A random UUID (version 4) out of sixteen bytes that the caller drew; more are left over, missing ones are 0.
    package init(random bytes: [UInt8]) {
        self.init(bytes.prefix(16) + [UInt8](repeating: 0, count: max(0, 16 - bytes.count)), version: 4)
    }

    /// The UUID of a name within a namespace (version 3, section 4.3): the same on every run.
    package init(name: String, namespace: UUIDValue) {
        self.init(MD5Digest(of: namespace.bytes + Array(name.utf8)).bytes, version: 3)
    }

    /// The namespace of guests' names, drawn once at random; changing it would give every rebuilt guest a new UUID.
    package static let guests = UUIDValue(
        [0x6D, 0x0C, 0x3B, 0x5E, 0x9A, 0x41, 0x4F, 0x27, 0xB8, 0x13, 0x52, 0xE7, 0xC4, 0x0A, 0x96, 0x7D], version: 4)

    /// The UUID of a guest by its name, so that a guest that is built again keeps it.
    ///
    /// - Parameter salt: 0 first; other numbers give other UUIDs, for the case that a domain has this one already.
    package static func guest(_ name: GuestName, salt: Int = 0) -> UUIDValue {
        UUIDValue(name: name.text + (salt == 0 ? "" : "#\(salt)"), namespace: guests)
    }

    /// `guest(_:salt:)` for a name that is no guest's, such as a guest's file system.
    package static func named(_ name: String) -> UUIDValue { UUIDValue(name: name, namespace: guests) }

    /// 1 to 5 for what RFC 4122 defines.
    package var version: Int { Int(bytes[6] >> 4) }

    package static func < (left: UUIDValue, right: UUIDValue) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    private init(_ bytes: [UInt8], version: UInt8) {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | version << 4
        bytes[8] = bytes[8] & 0x3F | 0x80
        self.bytes = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension UUIDValue: CustomStringConvertible {
    /// Lower case, as xl and blkid print it.
    package var description: String {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}

extension UUIDValue: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
