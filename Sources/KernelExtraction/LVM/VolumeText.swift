/// LVM's own metadata: a text of sections, strings, numbers and lists.
indirect enum VolumeText: Equatable {
    case number(Int64)
    case string([UInt8])
    case list([VolumeText])
    case section([String: VolumeText])

    private static let maximumDepth = 8

    /// - Throws: `.corrupt` where it is no such text.
    init(parsing bytes: [UInt8]) throws(ExtractionError) {
        var parser = Parser(bytes: bytes)
        self = .section(try parser.section(depth: 0))
    }

    subscript(_ name: String) -> VolumeText? {
        if case .section(let parts) = self { parts[name] } else { nil }
    }

    var parts: [String: VolumeText] { if case .section(let parts) = self { parts } else { [:] } }
    var items: [VolumeText] { if case .list(let items) = self { items } else { [] } }

    var text: String? {
        if case .string(let bytes) = self { ExtractionError.printable(bytes) } else { nil }
    }

    /// A number that is not negative and leaves room for arithmetic in bytes.
    var count: UInt64? {
        guard case .number(let number) = self, number >= 0, number < 1 << 44 else { return nil }
        return UInt64(number)
    }

    private struct Parser {
        let bytes: [UInt8]
        var at = 0

        private func fail(_ what: String) -> ExtractionError {
            ExtractionError(.corrupt, "LVM metadata: \(what) at byte \(at)")
        }

        private mutating func skipBlanks() {
            while at < bytes.count {
                if bytes[at] == 0x23 {
                    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
                } else if bytes[at] <= 0x20 {
                    at += 1
                } else {
                    return
                }
            }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            skipBlanks()
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }

        mutating func section(depth: Int) throws(ExtractionError) -> [String: VolumeText] {
            guard depth <= VolumeText.maximumDepth else { throw fail("sections too deep") }
            var parts: [String: VolumeText] = [:]
            while true {
                skipBlanks()
                guard at < bytes.count else {
                    guard depth == 0 else { throw fail("an open section") }
                    return parts
                }
                if depth > 0, take(0x7D) { return parts }
                let start = at
                while at < bytes.count, Self.isName(bytes[at]) { at += 1 }
                guard at > start else { throw fail("no name") }
                let name = String(decoding: bytes[start..<at], as: UTF8.self)
                if take(0x7B) {
                    parts[name] = .section(try section(depth: depth + 1))
                } else if take(0x3D) {
                    parts[name] = try value()
                } else {
                    throw fail("neither a value nor a section")
                }
            }
        }

        private mutating func value() throws(ExtractionError) -> VolumeText {
            guard take(0x5B) else { return try scalar() }
            var items: [VolumeText] = []
            while !take(0x5D) {
                items.append(try scalar())
                _ = take(0x2C)
            }
            return .list(items)
        }

        private mutating func scalar() throws(ExtractionError) -> VolumeText {
            if take(0x22) {
                var text: [UInt8] = []
                while at < bytes.count, bytes[at] != 0x22 {
                    if bytes[at] == 0x5C { at += 1 }
                    if at < bytes.count { text.append(bytes[at]) }
                    at += 1
                }
                guard at < bytes.count else { throw fail("an open string") }
                at += 1
                return .string(text)
            }
            let start = at
            while at < bytes.count, bytes[at] == 0x2D || bytes[at] == 0x2E || Self.isDigit(bytes[at]) { at += 1 }
            let digits = String(decoding: bytes[start..<min(at, bytes.count)], as: UTF8.self)
            guard let number = Int64(digits) ?? (Double(digits) != nil ? 0 : nil) else { throw fail("no value") }
            return .number(number)
        }

        private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

        private static func isName(_ byte: UInt8) -> Bool {
            isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2B, 0x2D, 0x2E, 0x5F, 0x2F, 0x40].contains(byte)
        }
    }
}
