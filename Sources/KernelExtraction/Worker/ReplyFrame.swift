/// The reply as bytes: a header of fixed size with all lengths, then the parts.
///
/// The worker may be in the hands of whoever made the disk, so reading one checks everything: each length has a bound,
/// the parts fill the frame exactly, texts have no control bytes, numbers have the meaning they claim.
package enum ReplyFrame {
    private static let magic: UInt32 = 0x314b_4558
    private static let headerSize = 64
    private static let none = UInt32.max

    /// Bytes of the largest frame that is read.
    package static let limit = headerSize + Part.allCases.reduce(0) { $0 + $1.limit }

    /// The parts in their order.
    private enum Part: CaseIterable {
        case arguments, message, listing, warnings, choices

        var limit: Int {
            switch self {
            case .arguments: 64 << 10
            case .message: 64 << 10
            case .listing: 16 << 20
            case .warnings: 256 << 10
            case .choices: 4 << 20
            }
        }
    }

    private enum Flag {
        static let ramdisk: UInt8 = 1
        static let verdict: UInt8 = 2
        static let pv: UInt8 = 4
        static let pvh: UInt8 = 8
        static let all: UInt8 = 15
    }

    /// The reply's bytes; what is longer than its bound is cut.
    package static func encode(_ reply: ExtractionReply) -> [UInt8] {
        var parts: [[UInt8]] = [reply.arguments, Array((reply.failure?.message ?? "").utf8), reply.listing]
        var warnings = ByteWriter()
        for warning in reply.warnings.prefix(64) { warnings.string(Array(warning.utf8.prefix(2048))) }
        parts.append(warnings.bytes)
        var choices = ByteWriter()
        for choice in reply.choices.prefix(4096) {
            choices.number(UInt8(choice.isUsable ? 1 : 0))
            choices.string(Array(choice.title.prefix(512)))
        }
        parts.append(choices.bytes)
        parts = zip(parts, Part.allCases).map { Array($0.prefix($1.limit)) }

        var frame = ByteWriter()
        frame.number(magic)
        frame.number(UInt8(reply.failure == nil ? 0 : 1))
        frame.number(UInt8(reply.failure.flatMap { ExtractionError.Kind.allCases.firstIndex(of: $0.kind) } ?? 0))
        frame.number(flags(reply))
        frame.number(UInt8(0))
        frame.number(reply.kernelSize)
        frame.number(reply.ramdiskSize ?? 0)
        frame.number(UInt32(clamping: reply.defaultChoice ?? Int(none)))
        for part in parts { frame.number(UInt32(part.count)) }
        frame.raw(Array(repeating: 0, count: headerSize - frame.bytes.count))
        for part in parts { frame.raw(part) }
        return frame.bytes
    }

    /// Reads a frame.
    ///
    /// - Throws: `.worker` for one that no honest worker sends.
    package static func decode(_ bytes: [UInt8]) throws(ExtractionError) -> ExtractionReply {
        do throws(ExtractionError) {
            return try decodeChecked(bytes)
        } catch {
            throw ExtractionError(.worker, "the worker's reply is not valid: \(error.message)")
        }
    }

    private static func decodeChecked(_ bytes: [UInt8]) throws(ExtractionError) -> ExtractionReply {
        var header = ByteReader(bytes.prefix(headerSize), of: "the header")
        try require(header.number() == magic, "it begins wrong")
        let status: UInt8 = try header.number()
        let kind = Int(try header.number(UInt8.self))
        let flags: UInt8 = try header.number()
        let rest: UInt8 = try header.number()
        try require(status <= 1 && flags & ~Flag.all == 0 && rest == 0, "unknown flags")
        var reply = ExtractionReply()
        reply.kernelSize = try header.number()
        let ramdiskSize: UInt64 = try header.number()
        try require(flags & Flag.ramdisk != 0 || ramdiskSize == 0, "a size of no RAM disk")
        reply.ramdiskSize = flags & Flag.ramdisk != 0 ? ramdiskSize : nil
        reply.modes = flags & Flag.verdict == 0 ? nil : modes(flags)
        let defaultChoice: UInt32 = try header.number()
        let parts = try split(bytes, &header)
        reply.arguments = parts[0]
        reply.listing = try text(parts[2], allows: [0x0a], "the listing")
        reply.warnings = try warnings(parts[3])
        reply.choices = try choices(parts[4])
        try require(reply.arguments.allSatisfy { $0 >= 0x20 && $0 != 0x7f }, "the arguments have control bytes")
        if defaultChoice != none {
            try require(reply.choices.indices.contains(Int(defaultChoice)), "the default is no entry")
            reply.defaultChoice = Int(defaultChoice)
        }
        let message = String(decoding: try text(parts[1], allows: [], "the message"), as: UTF8.self)
        if status == 1 {
            try require(
                ExtractionError.Kind.allCases.indices.contains(kind) && !message.isEmpty, "a failure of no kind")
            reply.failure = ExtractionError(ExtractionError.Kind.allCases[kind], message)
        } else {
            try require(kind == 0 && message.isEmpty, "a success that says why it failed")
        }
        return reply
    }

    private static func split(
        _ bytes: [UInt8], _ header: inout ByteReader
    ) throws(ExtractionError) -> [[UInt8]] {
        var lengths: [Int] = []
        for part in Part.allCases {
            lengths.append(try UInt64(header.number(UInt32.self)).bounded(by: part.limit, "a part of the frame"))
        }
        while !header.isAtEnd { try require(header.number(UInt8.self) == 0, "the header's rest is not empty") }
        var body = ByteReader(bytes.dropFirst(headerSize), of: "the body")
        var parts: [[UInt8]] = []
        for length in lengths { parts.append(try body.raw(length)) }
        try require(body.isAtEnd, "there are bytes behind the last part")
        return parts
    }

    private static func warnings(_ bytes: [UInt8]) throws(ExtractionError) -> [String] {
        var reader = ByteReader(bytes[...], of: "the warnings")
        var warnings: [String] = []
        while !reader.isAtEnd {
            try require(warnings.count < 64, "more than 64 warnings")
            warnings.append(String(decoding: try text(reader.string(), allows: [], "a warning"), as: UTF8.self))
        }
        return warnings
    }

    private static func choices(_ bytes: [UInt8]) throws(ExtractionError) -> [ExtractionReply.Choice] {
        var reader = ByteReader(bytes[...], of: "the entries")
        var choices: [ExtractionReply.Choice] = []
        while !reader.isAtEnd {
            try require(choices.count < 4096, "more than 4096 entries")
            let isUsable: UInt8 = try reader.number()
            try require(isUsable <= 1, "an entry with unknown flags")
            choices.append(ExtractionReply.Choice(title: try reader.string(), isUsable: isUsable == 1))
        }
        return choices
    }

    /// Text for a terminal or a log: no control characters but those allowed, of C1 neither.
    private static func text(
        _ bytes: [UInt8], allows allowed: Set<UInt8>, _ what: String
    ) throws(ExtractionError) -> [UInt8] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ExtractionError(.worker, "\(what) is no text")
        }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
                || scalar.value < 0x20 && allowed.contains(UInt8(scalar.value))
        }
        try require(isClean, "\(what) has control characters")
        return bytes
    }

    private static func flags(_ reply: ExtractionReply) -> UInt8 {
        var flags: UInt8 = reply.ramdiskSize == nil ? 0 : Flag.ramdisk
        guard let modes = reply.modes else { return flags }
        flags |= Flag.verdict
        if modes.contains(.pv) { flags |= Flag.pv }
        if modes.contains(.pvh) { flags |= Flag.pvh }
        return flags
    }

    private static func modes(_ flags: UInt8) -> [BootMode] {
        (flags & Flag.pv != 0 ? [.pv] : []) + (flags & Flag.pvh != 0 ? [.pvh] : [])
    }

    private static func require(
        _ condition: @autoclosure () throws(ExtractionError) -> Bool, _ message: String
    ) throws(ExtractionError) {
        guard try condition() else { throw ExtractionError(.worker, message) }
    }
}
