/// Compares the checksums whose fault would end the reading of a structure.
enum Checksum {
    /// Whether a checksum is the one that was stored.
    ///
    /// In the fuzzer's build every one is: whoever makes a disk up computes them right, and what they guard is to be
    /// reached by chance too.
    static func agrees<Sum: Equatable>(_ sum: Sum, _ stored: Sum) -> Bool {
        #if FUZZING
            true
        #else
            sum == stored
        #endif
    }
}

/// A 32-bit cyclic redundancy check over the reflected polynomial, eight bytes a step ("slicing by 8").
package struct CRC32: Sendable {
    /// As GPT, gzip and xz use it (IEEE 802.3).
    package static let ieee = CRC32(polynomial: 0xEDB8_8320)
    /// CRC32C as ext4, XFS and btrfs use it.
    package static let castagnoli = CRC32(polynomial: 0x82F6_3B78)

    /// Eight tables of 256 entries each, one behind the other.
    private let table: [UInt32]

    private init(polynomial: UInt32) {
        var table = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 != 0 ? value >> 1 ^ polynomial : value >> 1 }
            table[byte] = value
        }
        for index in 256..<8 * 256 {
            let previous = table[index - 256]
            table[index] = previous >> 8 ^ table[Int(previous & 0xFF)]
        }
        self.table = table
    }

    /// The usual checksum: begins with ones and ends inverted.
    package func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 { ~update(~0, bytes) }

    /// The usual checksum of a whole array.
    package func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes[...]) }

    /// The bare remainder after further bytes, inverted nowhere: what ext4 and jbd2 chain and store.
    package func update(_ remainder: UInt32, _ bytes: ArraySlice<UInt8>) -> UInt32 {
        #if FUZZING
            // Nobody looks at it, and it would take most of the time.
            return remainder
        #else
            return advanced(remainder, bytes)
        #endif
    }

    private func advanced(_ remainder: UInt32, _ bytes: ArraySlice<UInt8>) -> UInt32 {
        let table = table.span
        let bytes = bytes.span
        var crc = remainder
        var at = 0
        while bytes.count - at >= 8 {
            let word =
                crc
                ^ (UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
                    | UInt32(bytes[at + 3]) << 24)
            crc =
                table[7 * 256 + Int(word & 0xFF)] ^ table[6 * 256 + Int(word >> 8 & 0xFF)]
                ^ table[5 * 256 + Int(word >> 16 & 0xFF)] ^ table[4 * 256 + Int(word >> 24)]
            crc ^=
                table[3 * 256 + Int(bytes[at + 4])] ^ table[2 * 256 + Int(bytes[at + 5])]
                ^ table[256 + Int(bytes[at + 6])] ^ table[Int(bytes[at + 7])]
            at += 8
        }
        while at < bytes.count {
            crc = crc >> 8 ^ table[Int((crc ^ UInt32(bytes[at])) & 0xFF)]
            at += 1
        }
        return crc
    }

    /// The bare remainder after a number's bytes in little-endian order.
    package func update(_ remainder: UInt32, little number: UInt32) -> UInt32 {
        update(remainder, [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) }[...])
    }
}

/// The 16-bit check (CRC-16/ARC) of ext4's `uninit_bg` group descriptors.
package enum CRC16 {
    /// The remainder after further bytes.
    package static func update(_ remainder: UInt16, _ bytes: ArraySlice<UInt8>) -> UInt16 {
        var crc = remainder
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xA001 : crc >> 1 }
        }
        return crc
    }
}
