import Glibc

/// An IPv4 or IPv6 address, read and written by the C library (`inet_pton`, `inet_ntop`).
package struct IPAddress: Hashable, Comparable, Sendable {
    package enum Family: String, Codable, Sendable { case ipv4, ipv6 }

    package let family: Family
    /// 4 or 16 bytes in network order.
    package let octets: [UInt8]

    /// - Throws: `.usage` when the text is neither kind of address.
    package init(_ text: String) throws(ProvisionError) {
        if let octets = Self.parse(text, AF_INET, count: 4) {
            (family, self.octets) = (.ipv4, octets)
        } else if let octets = Self.parse(text, AF_INET6, count: 16) {
            (family, self.octets) = (.ipv6, octets)
        } else {
            throw ProvisionError(
                .usage, "'\(text.printable)' is not an IP address",
                hint: "write it like 192.0.2.10 or 2001:db8::10")
        }
    }

    init(family: Family, octets: [UInt8]) {
        self.family = family
        self.octets = octets
    }

    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        left.octets.count == right.octets.count
            ? left.octets.lexicographicallyPrecedes(right.octets)
            : left.octets.count < right.octets.count
    }

    /// Bits of an address of this family: 32 or 128.
    package var width: Int { octets.count * 8 }

    /// `fe80::/10`, which is on-link on every interface.
    package var isLinkLocal: Bool { family == .ipv6 && octets[0] == 0xFE && octets[1] & 0xC0 == 0x80 }

    private static func parse(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        // The C library would read only up to a NUL and take what stands in front of it.
        guard !text.utf8.contains(0) else { return nil }
        var octets = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &octets) == 1 ? octets : nil
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = family == .ipv4 ? AF_INET : AF_INET6
        _ = inet_ntop(family, octets, &buffer, socklen_t(buffer.count))
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension IPAddress: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
