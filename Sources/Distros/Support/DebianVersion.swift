/// A version that orders as dpkg orders an upstream version: digits by value, `~` before the end, letters before the rest.
///
/// The rule is the one of deb-version(7). `sort -V` agrees with it for the names of kernels.
struct DebianVersion: Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: DebianVersion, right: DebianVersion) -> Bool { compare(left.text, right.text) == 0 }
    static func < (left: DebianVersion, right: DebianVersion) -> Bool { compare(left.text, right.text) < 0 }

    /// Negative, zero, or positive, as in strcmp(3).
    private static func compare(_ left: String, _ right: String) -> Int {
        var (left, right) = (Array(left.utf8)[...], Array(right.utf8)[...])
        while !left.isEmpty || !right.isEmpty {
            let text = compareText(take(&left, while: { !isDigit($0) }), take(&right, while: { !isDigit($0) }))
            if text != 0 { return text }
            let number = compareNumber(take(&left, while: isDigit), take(&right, while: isDigit))
            if number != 0 { return number }
        }
        return 0
    }

    private static func compareText(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        let (left, right) = (Array(left), Array(right))
        for index in 0..<max(left.count, right.count) {
            let difference = weight(left, index) - weight(right, index)
            if difference != 0 { return difference }
        }
        return 0
    }

    // Compared as text without leading zeros: a number in a version may be longer than any integer type.
    private static func compareNumber(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        let (left, right) = (left.drop { $0 == UInt8(ascii: "0") }, right.drop { $0 == UInt8(ascii: "0") })
        if left.count != right.count { return left.count - right.count }
        return left.elementsEqual(right) ? 0 : (left.lexicographicallyPrecedes(right) ? -1 : 1)
    }

    private static func weight(_ text: [UInt8], _ index: Int) -> Int {
        guard index < text.count else { return 0 }
        let byte = text[index]
        if byte == UInt8(ascii: "~") { return -1 }
        let letter = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) ? Int(byte) : Int(byte) + 256
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let prefix = rest.prefix(while: condition)
        rest = rest.dropFirst(prefix.count)
        return prefix
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
