/// One block of LZO1X, the compression of lzop and of btrfs.
///
/// Source: Linux' Documentation/staging/lzo.rst, bit stream version 0.
package enum LZO1X {
    /// Unpacks a block of at most `limit` bytes.
    ///
    /// - Throws: `.corrupt` for a block that breaks the format or unpacks to more.
    package static func unpack(_ bytes: [UInt8], limit: Int) throws(ExtractionError) -> [UInt8] {
        var block = UnpackedBlock(capacity: limit)
        try unpack(bytes, into: &block)
        return Array(block.bytes)
    }

    /// The literals that the last instruction copied decide what a short instruction means.
    private enum State: Int {
        case none = 0
        case few, two, three
        case run
    }

    static func unpack(_ bytes: [UInt8], into block: inout UnpackedBlock) throws(ExtractionError) {
        var cursor = BlockCursor(bytes)
        var state = State.none
        if let first = bytes.first, first > 17 {
            cursor.skip(1)
            let count = Int(first) - 17
            try literals(count, &cursor, bytes, into: &block)
            state = State(rawValue: count) ?? .run
        }
        while true {
            let code = Int(try cursor.next())
            if code < 16, state == .none {
                let count = try code == 0 ? extended(&cursor, from: 15) : code
                try literals(count + 3, &cursor, bytes, into: &block)
                state = .run
                continue
            }
            guard let match = try self.match(code, state, &cursor) else { return }
            try block.repeatBytes(distance: match.distance, length: match.length)
            try literals(match.literals, &cursor, bytes, into: &block)
            state = State(rawValue: match.literals) ?? .none
        }
    }

    /// A copy of earlier output and the few literals after it.
    private struct Match {
        let distance: Int
        let length: Int
        let literals: Int
    }

    /// The match of an instruction; nil for the mark at the end.
    private static func match(
        _ code: Int, _ state: State, _ cursor: inout BlockCursor
    ) throws(ExtractionError) -> Match? {
        switch code {
        case 128...:
            let high = Int(try cursor.next())
            return Match(distance: high << 3 + code >> 2 & 7 + 1, length: 5 + code >> 5 & 3, literals: code & 3)
        case 64..<128:
            let high = Int(try cursor.next())
            return Match(distance: high << 3 + code >> 2 & 7 + 1, length: 3 + code >> 5 & 1, literals: code & 3)
        case 32..<64:
            let length = try code & 31 == 0 ? extended(&cursor, from: 31) : code & 31
            let pair = try cursor.nextPair()
            return Match(distance: pair >> 2 + 1, length: length + 2, literals: pair & 3)
        case 16..<32:
            let length = try code & 7 == 0 ? extended(&cursor, from: 7) : code & 7
            let pair = try cursor.nextPair()
            let distance = 16384 + (code & 8) << 11 + pair >> 2
            return distance == 16384 ? nil : Match(distance: distance, length: length + 2, literals: pair & 3)
        default:
            let high = Int(try cursor.next())
            let near = high << 2 + code >> 2
            return state == .run
                ? Match(distance: near + 2049, length: 3, literals: code & 3)
                : Match(distance: near + 1, length: 2, literals: code & 3)
        }
    }

    /// A length that did not fit into its instruction: each zero byte is 255 more.
    private static func extended(_ cursor: inout BlockCursor, from base: Int) throws(ExtractionError) -> Int {
        var sum = base
        while true {
            let byte = try cursor.next()
            if byte != 0 { return sum + Int(byte) }
            sum += 255
        }
    }

    private static func literals(
        _ count: Int, _ cursor: inout BlockCursor, _ bytes: [UInt8], into block: inout UnpackedBlock
    ) throws(ExtractionError) {
        try block.append(bytes, from: cursor.position, length: count)
        cursor.skip(count)
    }
}
