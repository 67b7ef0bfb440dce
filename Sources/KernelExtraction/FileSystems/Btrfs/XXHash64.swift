/// xxHash with 64 bits and seed 0, as btrfs uses it (the specification of Yann Collet, "XXH64 algorithm description").
package enum XXHash64 {
    private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63,
        0x27d4_eb2f_1656_67c5
    )

    /// The hash of bytes.
    package static func digest(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        let bytes = bytes.span
        let (p1, p2, p3, p4, p5) = primes
        var at = 0
        var hash = p5
        if bytes.count >= 32 {
            var lanes = (p1 &+ p2, p2, 0 as UInt64, 0 &- p1)
            while bytes.count - at >= 32 {
                lanes.0 = round(lanes.0, word(bytes, at))
                lanes.1 = round(lanes.1, word(bytes, at + 8))
                lanes.2 = round(lanes.2, word(bytes, at + 16))
                lanes.3 = round(lanes.3, word(bytes, at + 24))
                at += 32
            }
            hash = rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
            for lane in [lanes.0, lanes.1, lanes.2, lanes.3] { hash = (hash ^ round(0, lane)) &* p1 &+ p4 }
        }
        hash = hash &+ UInt64(bytes.count)
        while bytes.count - at >= 8 {
            hash = rotate(hash ^ round(0, word(bytes, at)), 27) &* p1 &+ p4
            at += 8
        }
        if bytes.count - at >= 4 {
            hash = rotate(hash ^ word(bytes, at, 4) &* p1, 23) &* p2 &+ p3
            at += 4
        }
        while at < bytes.count {
            hash = rotate(hash ^ UInt64(bytes[at]) &* p5, 11) &* p1
            at += 1
        }
        hash = (hash ^ hash >> 33) &* p2
        hash = (hash ^ hash >> 29) &* p3
        return hash ^ hash >> 32
    }

    private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
        rotate(lane &+ input &* primes.1, 31) &* primes.0
    }

    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

    private static func word(_ bytes: borrowing Span<UInt8>, _ at: Int, _ count: Int = 8) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[at + index]) << UInt64(8 * index) }
        return value
    }
}
