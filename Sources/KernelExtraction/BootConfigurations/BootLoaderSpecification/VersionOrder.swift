/// Orders of version strings; each returns a negative number, 0, or a positive one like `strcmp`.
enum VersionOrder {
    /// `rpmvercmp` as GRUB's `blscfg` has it: `~` is lower than the end, `+` higher than the end and lower than the rest.
    static func rpm(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Int {
        var left = Array(left)[...]
        var right = Array(right)[...]
        if left == right { return 0 }
        while !left.isEmpty || !right.isEmpty {
            let isSkipped: (UInt8) -> Bool = {
                !isAlphanumeric($0) && $0 != UInt8(ascii: "~") && $0 != UInt8(ascii: "+")
            }
            left = left.drop(while: isSkipped)
            right = right.drop(while: isSkipped)
            if let order = lower(UInt8(ascii: "~"), &left, &right) {
                if order != 0 { return order }
                continue
            }
            if left.first == UInt8(ascii: "+") || right.first == UInt8(ascii: "+") {
                if left.isEmpty || right.isEmpty { return left.isEmpty ? -1 : 1 }
                let order = lower(UInt8(ascii: "+"), &left, &right) ?? 0
                if order != 0 { return order }
                continue
            }
            guard let head = left.first, !right.isEmpty else { break }
            let isNumber = isDigit(head)
            let one = take(&left, isNumber ? isDigit : isLetter)
            let two = take(&right, isNumber ? isDigit : isLetter)
            if two.isEmpty { return isNumber ? 1 : -1 }
            let order = isNumber ? number(one, two) : text(one, two)
            if order != 0 { return order }
        }
        return left.isEmpty ? (right.isEmpty ? 0 : -1) : 1
    }

    /// A package's name, version and release one after the other, each by ``rpm(_:_:)``, as `blscfg` orders files.
    static func package(_ left: [UInt8], _ right: [UInt8]) -> Int {
        for (one, two) in zip(split(left), split(right)) {
            let order = rpm(one, two)
            if order != 0 { return order }
        }
        return 0
    }

    /// A file name as name, version and release: what the last two dashes separate.
    private static func split(_ name: [UInt8]) -> [[UInt8]] {
        guard let release = name.lastIndex(of: UInt8(ascii: "-")) else { return [name, [], []] }
        let rest = name[..<release]
        guard let version = rest.lastIndex(of: UInt8(ascii: "-")) else {
            return [Array(rest), [], Array(name[(release + 1)...])]
        }
        return [Array(rest[..<version]), Array(rest[(version + 1)...]), Array(name[(release + 1)...])]
    }

    /// The order that systemd-boot uses, the UAPI group's version format specification (UAPI.10).
    static func uapi(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Int {
        var left = Array(left)[...]
        var right = Array(right)[...]
        while true {
            let isSkipped: (UInt8) -> Bool = { !isAlphanumeric($0) && !"~.-^".utf8.contains($0) }
            left = left.drop(while: isSkipped)
            right = right.drop(while: isSkipped)
            if let order = lower(UInt8(ascii: "~"), &left, &right) {
                if order != 0 { return order }
                continue
            }
            if left.isEmpty || right.isEmpty { return left.isEmpty ? (right.isEmpty ? 0 : -1) : 1 }
            // No lazy sequence: it may ask twice, and the answer shortens both.
            var separated: Int?
            for separator in "-^.".utf8 where separated == nil { separated = lower(separator, &left, &right) }
            if let order = separated {
                if order != 0 { return order }
                continue
            }
            let isNumber = left.first.map(isDigit) == true || right.first.map(isDigit) == true
            let one = take(&left, isNumber ? isDigit : isLetter)
            let two = take(&right, isNumber ? isDigit : isLetter)
            let order = isNumber ? number(one, two) : text(one, two)
            if order != 0 { return order }
        }
    }

    /// Where one string goes on with a separator that lowers it and the other does not; 0 and both shortened where both
    /// do; nil where none does.
    private static func lower(
        _ separator: UInt8, _ left: inout ArraySlice<UInt8>, _ right: inout ArraySlice<UInt8>
    ) -> Int? {
        guard left.first == separator || right.first == separator else { return nil }
        guard left.first == separator else { return 1 }
        guard right.first == separator else { return -1 }
        left.removeFirst()
        right.removeFirst()
        return 0
    }

    private static func take(_ bytes: inout ArraySlice<UInt8>, _ belongs: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let head = bytes.prefix(while: belongs)
        bytes = bytes.dropFirst(head.count)
        return head
    }

    private static func number(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        let one = left.drop { $0 == 0x30 }
        let two = right.drop { $0 == 0x30 }
        return one.count == two.count ? text(one, two) : one.count - two.count
    }

    /// As `strcmp`.
    static func text(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Int {
        if left.lexicographicallyPrecedes(right) { return -1 }
        return right.lexicographicallyPrecedes(left) ? 1 : 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
