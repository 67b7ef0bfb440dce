/// A 48-bit Ethernet address of a vif.
package struct MACAddress: Hashable, Comparable, Sendable {
    /// Xen's vendor prefix (OUI 00:16:3e).
    package static let xenPrefix: [UInt8] = [0x00, 0x16, 0x3E]

    /// Six bytes, most significant first.
    package let octets: [UInt8]

    /// An address in Xen's range with the given last three bytes.
    package init(xenSuffix: (UInt8, UInt8, UInt8)) {
        octets = Self.xenPrefix + [xenSuffix.0, xenSuffix.1, xenSuffix.2]
    }

    /// Reads six pairs of hexadecimal digits with colons or hyphens between them.
    ///
    /// - Throws: `.usage` for anything else, and for a group address or zeros, which no vif can have.
    package init(_ text: String) throws(ProvisionError) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "-" }
        let octets = parts.compactMap { $0.count == 2 && $0.allSatisfy(\.isHexDigit) ? UInt8($0, radix: 16) : nil }
        guard parts.count == 6, octets.count == 6 else {
            throw ProvisionError(
                .usage, "'\(text.printable)' is not a MAC address", hint: "write six pairs like 00:16:3e:12:34:56")
        }
        guard octets[0] & 1 == 0 else {
            throw ProvisionError(
                .usage, "MAC address \(text) is a group address", hint: "the first pair must be an even number")
        }
        // xl takes an address of zeros for none and draws its own.
        guard octets.contains(where: { $0 != 0 }) else {
            throw ProvisionError(.usage, "MAC address \(text) is all zeros", hint: "leave it out to have one made")
        }
        self.octets = octets
    }

    package static func < (left: MACAddress, right: MACAddress) -> Bool {
        left.octets.lexicographicallyPrecedes(right.octets)
    }
}

extension MACAddress: CustomStringConvertible {
    /// Lower case with colons, as the kernel prints it.
    package var description: String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}

extension MACAddress: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
