/// Builds a message of little-endian numbers and counted byte strings, which ``Fields`` reads.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number<Number: FixedWidthInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    mutating func raw(_ content: [UInt8]) { bytes += content }

    /// A string behind its length.
    mutating func string(_ content: [UInt8]) {
        number(UInt32(clamping: content.count))
        bytes += content
    }

    /// A string that may be missing.
    mutating func optional(_ content: [UInt8]?) {
        number(UInt8(content == nil ? 0 : 1))
        if let content { string(content) }
    }
}

/// Reads what ``ByteWriter`` wrote, forward.
struct ByteReader {
    private let fields: Fields
    private(set) var place = 0

    init(_ bytes: ArraySlice<UInt8>, of what: String) { fields = Fields(bytes, of: what) }

    var isAtEnd: Bool { place == fields.count }

    mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(ExtractionError) -> Number {
        let number = try fields.little(place, as: type)
        place += Number.bitWidth / 8
        return number
    }

    mutating func raw(_ count: Int) throws(ExtractionError) -> [UInt8] {
        let content = Array(try fields.range(place, count))
        place += count
        return content
    }

    mutating func string() throws(ExtractionError) -> [UInt8] {
        try raw(UInt64(number(UInt32.self)).bounded(by: fields.count, "the length of a string"))
    }

    mutating func flag() throws(ExtractionError) -> Bool { try number(UInt8.self) != 0 }

    mutating func optional() throws(ExtractionError) -> [UInt8]? {
        try flag() ? string() : nil
    }
}
