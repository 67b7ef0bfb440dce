import Model

/// Addresses in a row that a pool may give away, with the prefix of their network.
package struct AddressRange: Hashable, Sendable {
    package let first: IPAddress
    package let last: IPAddress
    package let prefixLength: Int

    /// Reads `192.0.2.0/24` and `192.0.2.100-192.0.2.199/24`.
    ///
    /// - Throws: `.usage` for anything else.
    package init(_ text: String) throws(ProvisionError) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let lastPart = parts.last, lastPart.contains("/") else {
            throw Self.refusal(text, "it has no prefix length")
        }
        let end = try IPNetwork(lastPart) { $0 == .ipv4 ? 32 : 128 }
        prefixLength = end.prefixLength
        if parts.count == 2 {
            (first, last) = (try IPAddress(parts[0]), end.address)
            guard first.family == last.family, end.contains(first) else {
                throw Self.refusal(text, "its ends are not in one network")
            }
            guard first <= last else { throw Self.refusal(text, "it runs backwards") }
        } else {
            guard end.base == end.address else {
                throw Self.refusal(text, "its host bits are not zero: the network is \(end.base)/\(end.prefixLength)")
            }
            (first, last) = (end.base, end.top)
        }
    }

    /// Whether the network itself or its broadcast address is meant, which no guest can have (RFC 4291, 2.6.1: the
    /// first address of an IPv6 subnet is the routers' anycast).
    func isUsable(_ address: IPAddress) -> Bool {
        guard prefixLength < address.width - 1,
            let network = try? IPNetwork(address: address, prefixLength: prefixLength)
        else { return true }
        return address != network.base && address != network.broadcast
    }

    func overlaps(_ other: AddressRange) -> Bool {
        first.family == other.first.family && first <= other.last && other.first <= last
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.family == first.family && first <= address && address <= last
    }

    private static func refusal(_ text: String, _ problem: String) -> ProvisionError {
        ProvisionError(
            .usage, "'\(text.printable.shortened)' is no pool: \(problem)",
            hint: "write it like 192.0.2.0/24, 192.0.2.100-192.0.2.199/24 or 2001:db8:1::/64")
    }
}

extension AddressRange: CustomStringConvertible {
    package var description: String { "\(first)-\(last)/\(prefixLength)" }
}
