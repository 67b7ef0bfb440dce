/// Numbers and byte ranges in an array, every access checked: an offset outside throws and never traps.
///
/// All values from a disk go through here, because a trap would end the worker without saying which structure was bad.
package struct Fields: Sendable {
    package let bytes: ArraySlice<UInt8>
    /// What the bytes are, for messages: `"superblock"`.
    package let what: String

    package init(_ bytes: ArraySlice<UInt8>, of what: String) {
        self.bytes = bytes
        self.what = what
    }

    package init(_ bytes: [UInt8], of what: String) { self.init(bytes[...], of: what) }

    package var count: Int { bytes.count }

    /// `count` bytes at `offset`, offsets counted from the beginning of these fields.
    package func range(_ offset: Int, _ count: Int) throws(ExtractionError) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            throw ExtractionError(.corrupt, "\(what): \(count) bytes at \(offset) lie beyond its \(bytes.count) bytes")
        }
        let start = bytes.startIndex + offset
        return bytes[start..<start + count]
    }

    /// A little-endian number.
    package func little<Number: FixedWidthInteger>(
        _ offset: Int, as type: Number.Type = Number.self
    ) throws(ExtractionError) -> Number {
        var number: Number = 0
        for byte in try range(offset, Number.bitWidth / 8).reversed() {
            number = number << 8 | Number(truncatingIfNeeded: byte)
        }
        return number
    }

    /// A big-endian number.
    package func big<Number: FixedWidthInteger>(
        _ offset: Int, as type: Number.Type = Number.self
    ) throws(ExtractionError) -> Number {
        var number: Number = 0
        for byte in try range(offset, Number.bitWidth / 8) { number = number << 8 | Number(truncatingIfNeeded: byte) }
        return number
    }

    /// One byte.
    package func byte(_ offset: Int) throws(ExtractionError) -> UInt8 { try little(offset) }

    /// A part of these fields as fields of their own.
    package func part(_ offset: Int, _ count: Int, of what: String) throws(ExtractionError) -> Fields {
        Fields(try range(offset, count), of: what)
    }
}

extension UInt64 {
    /// This number as a count that fits into memory.
    ///
    /// - Throws: `.limit` when it is more than `limit`; `what` names it.
    package func bounded(by limit: Int, _ what: String) throws(ExtractionError) -> Int {
        guard self <= UInt64(limit) else { throw ExtractionError(.limit, "\(what) is \(self), more than \(limit)") }
        return Int(self)
    }
}
