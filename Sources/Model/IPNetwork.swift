/// An address with the length of its network's prefix, as an interface carries it: `192.0.2.10/24`.
package struct IPNetwork: Hashable, Sendable {
    package let address: IPAddress
    /// 0 to 32 for IPv4, 0 to 128 for IPv6.
    package let prefixLength: Int

    /// - Throws: `.usage` when the prefix is longer than the address.
    package init(address: IPAddress, prefixLength: Int) throws(ProvisionError) {
        guard (0...address.width).contains(prefixLength) else {
            throw ProvisionError(
                .usage, "/\(prefixLength) is not a prefix length for \(address)", hint: "use 0 to \(address.width)")
        }
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Reads `ADDRESS/PREFIX`; without a prefix `defaultPrefix(family)` decides.
    package init(_ text: String, defaultPrefix: (IPAddress.Family) -> Int) throws(ProvisionError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let address = try IPAddress(String(parts[0]))
        guard parts.count == 2 else {
            try self.init(address: address, prefixLength: defaultPrefix(address.family))
            return
        }
        guard let length = Int(parts[1]), parts[1].allSatisfy(\.isNumber) else {
            throw ProvisionError(.usage, "'\(text.printable)' has no valid prefix length behind the slash")
        }
        try self.init(address: address, prefixLength: length)
    }

    /// The prefix length of a netmask such as 255.255.255.0.
    ///
    /// - Throws: `.usage` when its ones are not contiguous.
    package static func prefixLength(ofNetmask mask: IPAddress) throws(ProvisionError) -> Int {
        let bits = mask.octets.map { octet in
            let text = String(octet, radix: 2)
            return String(repeating: "0", count: 8 - text.count) + text
        }.joined()
        guard mask.family == .ipv4, !bits.contains("01") else {
            throw ProvisionError(.usage, "\(mask) is not a netmask", hint: "write it like 255.255.255.0")
        }
        return bits.count { $0 == "1" }
    }

    /// The dotted netmask of an IPv4 network, nil for IPv6.
    package var netmask: IPAddress? {
        address.family == .ipv4 ? masked([UInt8](repeating: 0xFF, count: 4)) : nil
    }

    /// The network itself: the address with the host's bits cleared.
    package var base: IPAddress { masked(address.octets) }

    /// The IPv4 broadcast address; nil for IPv6 and for /31 and /32, which have none.
    package var broadcast: IPAddress? {
        guard address.family == .ipv4, prefixLength < 31 else { return nil }
        let network = base.octets
        let mask = masked([UInt8](repeating: 0xFF, count: 4)).octets
        return IPAddress(family: .ipv4, octets: zip(network, mask).map { $0 | ~$1 })
    }

    package func contains(_ other: IPAddress) -> Bool {
        guard other.family == address.family,
            let same = try? IPNetwork(address: other, prefixLength: prefixLength)
        else { return false }
        return same.base == base
    }

    private func masked(_ octets: [UInt8]) -> IPAddress {
        let kept = octets.enumerated().map { index, octet -> UInt8 in
            let bits = min(max(prefixLength - index * 8, 0), 8)
            return bits == 0 ? 0 : octet & (0xFF << UInt8(8 - bits))
        }
        return IPAddress(family: address.family, octets: kept)
    }
}

extension IPNetwork: CustomStringConvertible {
    package var description: String { "\(address)/\(prefixLength)" }
}

extension IPNetwork: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(text) { $0 == .ipv4 ? 32 : 128 }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
