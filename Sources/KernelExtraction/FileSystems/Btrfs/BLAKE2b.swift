/// BLAKE2b with 256 bits and no key (RFC 7693), as btrfs uses it.
package enum BLAKE2b {
    private static let digestSize = 32
    private static let block = 128
    private static let initial: [UInt64] = [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ]
    /// The order of the message's words in each of the rounds; the last two are the first two again.
    private static let orders: [[Int]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4], [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13], [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11], [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5], [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    ]
    /// The words that each of a round's eight steps mixes: columns, then diagonals.
    private static let steps: [(Int, Int, Int, Int)] = [
        (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
        (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
    ]

    /// The 32 bytes of the hash.
    package static func digest(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var state = initial
        // The parameters: length of the digest, no key, one thread.
        state[0] ^= 0x0101_0000 ^ UInt64(digestSize)
        let blocks = max(1, (bytes.count + block - 1) / block)
        for index in 0..<blocks {
            let start = bytes.startIndex + index * block
            let part = bytes[start..<min(start + block, bytes.endIndex)]
            let isLast = index == blocks - 1
            compress(&state, part, seen: UInt64(isLast ? bytes.count : (index + 1) * block), isLast: isLast)
        }
        return state.prefix(digestSize / 8).flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
        }
    }

    private static func compress(_ state: inout [UInt64], _ part: ArraySlice<UInt8>, seen: UInt64, isLast: Bool) {
        var message = [UInt64](repeating: 0, count: 16)
        for (index, byte) in part.enumerated() { message[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8) }
        var work = state + initial
        work[12] ^= seen
        if isLast { work[14] = ~work[14] }
        for order in orders {
            for (index, step) in steps.enumerated() {
                mix(&work, step, message[order[2 * index]], message[order[2 * index + 1]])
            }
        }
        for index in 0..<8 { state[index] ^= work[index] ^ work[index + 8] }
    }

    private static func mix(_ work: inout [UInt64], _ at: (a: Int, b: Int, c: Int, d: Int), _ x: UInt64, _ y: UInt64) {
        var (a, b, c, d) = (work[at.a], work[at.b], work[at.c], work[at.d])
        a = a &+ b &+ x
        d = rotate(d ^ a, 32)
        c = c &+ d
        b = rotate(b ^ c, 24)
        a = a &+ b &+ y
        d = rotate(d ^ a, 16)
        c = c &+ d
        b = rotate(b ^ c, 63)
        (work[at.a], work[at.b], work[at.c], work[at.d]) = (a, b, c, d)
    }

    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value >> bits | value << (64 - bits) }
}
