extension IPAddress {
    /// The address behind this one; nil behind the last.
    package var next: IPAddress? {
        var octets = octets
        for index in octets.indices.reversed() {
            octets[index] &+= 1
            if octets[index] != 0 { return IPAddress(family: family, octets: octets) }
        }
        return nil
    }
}

extension IPNetwork {
    /// The last address of the network: all bits of the host set.
    package var top: IPAddress {
        let octets = address.octets.enumerated().map { index, octet -> UInt8 in
            let bits = min(max(prefixLength - index * 8, 0), 8)
            return bits == 8 ? octet : octet | (0xFF >> UInt8(bits))
        }
        return IPAddress(family: address.family, octets: octets)
    }
}
