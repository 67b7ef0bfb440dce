/// A number of bytes. Sizes are binary everywhere, as in xen-tools, LVM and mkfs: 1 G is 1,073,741,824 bytes.
package struct ByteSize: Hashable, Comparable, Codable, Sendable {
    package let bytes: UInt64

    package init(bytes: UInt64) { self.bytes = bytes }
    package init(mebibytes: UInt64) { self.init(bytes: mebibytes << 20) }
    package init(gibibytes: UInt64) { self.init(bytes: gibibytes << 30) }

    /// Reads `4G`, `4Gb`, `4GiB`, `0.5G`, `512M`, `2T`, in any case; a unit is required.
    ///
    /// - Throws: `.usage` for a number without unit, another unit, a negative number, or more than fits.
    package init(parsing text: String) throws(ProvisionError) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = String(text.dropFirst(number.count)).trimmed.lowercased()
        guard let value = Double(number), value.isFinite, !number.isEmpty else { throw Self.refusal(text, nil) }
        guard !unit.isEmpty else { throw Self.refusal(text, "the unit is missing") }
        guard let shift = Self.shift(ofUnit: unit) else { throw Self.refusal(text, "'\(unit.printable)' is no unit") }
        let bytes = value * Double(UInt64(1) << shift)
        guard bytes < Double(UInt64(1) << 60) else { throw Self.refusal(text, "it is too large") }
        self.init(bytes: UInt64(bytes))
    }

    /// Whole mebibytes, rounded up.
    package var mebibytes: UInt64 { (bytes >> 20) + (bytes & 0xF_FFFF == 0 ? 0 : 1) }

    package static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }

    private static func shift(ofUnit unit: String) -> UInt64? {
        switch unit {
        case "k", "kb", "kib": 10
        case "m", "mb", "mib": 20
        case "g", "gb", "gib": 30
        case "t", "tb", "tib": 40
        default: nil
        }
    }

    private static func refusal(_ text: String, _ reason: String?) -> ProvisionError {
        let tail = reason.map { ": " + $0 } ?? ""
        return ProvisionError(.usage, "'\(text.printable)' is not a size\(tail)", hint: "write it like 4G or 512M")
    }
}

extension ByteSize: CustomStringConvertible {
    /// The largest unit that divides it: `4G`, `1536M`, `10K`, `123B`.
    package var description: String {
        for (shift, unit) in [(UInt64(40), "T"), (30, "G"), (20, "M"), (10, "K")] {
            if bytes > 0, bytes % (1 << shift) == 0 { return "\(bytes >> shift)\(unit)" }
        }
        return "\(bytes)B"
    }
}
