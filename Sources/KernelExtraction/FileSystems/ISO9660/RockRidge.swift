/// What the Rock Ridge extensions (IEEE P1282 over SUSP, IEEE P1281) say of one directory record.
struct RockRidge {
    /// Continuations of one record; writers need one or two.
    private static let maximumContinuations = 32
    private static let maximumContinuation = 1 << 15

    private(set) var name: [UInt8]?
    private(set) var target: [UInt8]?
    private(set) var mode: UInt32?
    /// Where a directory was moved to, in blocks, as ISO 9660 allows eight levels only.
    private(set) var child: UInt32?
    /// It is the place a directory was moved to, and not to be shown.
    private(set) var isRelocated = false
    /// It is compressed by zisofs.
    private(set) var isCompressed = false

    private var isNameOpen = false
    private var isPartOpen = false

    /// The bytes to skip in each record's field where the root's own record announces the protocol; nil where it
    /// does not.
    static func skip(in field: Fields) throws(ExtractionError) -> Int? {
        guard field.count >= 7, Array(try field.range(0, 6)) == [0x53, 0x50, 7, 1, 0xBE, 0xEF] else { return nil }
        return Int(try field.byte(6))
    }

    /// - Parameters: `field` the record's field; `read` gives bytes of the disk.
    init(
        _ field: Fields, skip: Int,
        read: (_ block: UInt32, _ offset: UInt32, _ count: Int) throws(ExtractionError) -> [UInt8]
    ) throws(ExtractionError) {
        guard skip <= field.count else { return }
        var area: Fields? = try field.part(skip, field.count - skip, of: field.what)
        var continuations = 0
        while let current = area {
            area = nil
            guard let more = try take(current) else { continue }
            continuations += 1
            guard continuations <= Self.maximumContinuations else {
                throw ExtractionError(.limit, "a Rock Ridge field continues more than \(continuations - 1) times")
            }
            let count = Int(more.count)
            guard count <= Self.maximumContinuation else {
                throw ExtractionError(.limit, "a Rock Ridge field has \(count) bytes")
            }
            area = Fields(try read(more.block, more.offset, count), of: field.what)
        }
    }

    private typealias Continuation = (block: UInt32, offset: UInt32, count: UInt32)

    /// Takes in the entries of one area and gives back where the next one is.
    private mutating func take(_ area: Fields) throws(ExtractionError) -> Continuation? {
        var at = 0
        var next: Continuation?
        while at + 4 <= area.count {
            let length = Int(try area.byte(at + 2))
            // Entries that are too short or too long end the area: the fault behind XSA-497.
            guard length >= 4, length <= area.count - at else { break }
            let entry = try area.part(at, length, of: area.what)
            let signature = String(decoding: try entry.range(0, 2), as: UTF8.self)
            if signature == "ST" { break }
            if signature == "CE", length >= 28 {
                next = (try entry.little(4), try entry.little(12), try entry.little(20))
            } else {
                try take(signature, entry)
            }
            at += length
        }
        return next
    }

    private mutating func take(_ signature: String, _ entry: Fields) throws(ExtractionError) {
        switch signature {
        case "NM" where entry.count >= 5: try addName(entry)
        case "SL" where entry.count >= 5: try addTarget(entry)
        case "PX" where entry.count >= 12: mode = try entry.little(4)
        case "CL" where entry.count >= 12: child = try entry.little(4)
        case "RE": isRelocated = true
        case "ZF": isCompressed = true
        default: break
        }
    }

    private mutating func addName(_ entry: Fields) throws(ExtractionError) {
        let flags = try entry.byte(4)
        guard flags & 0x06 == 0 else { return }
        name = (isNameOpen ? name ?? [] : []) + Array(try entry.range(5, entry.count - 5))
        isNameOpen = flags & 1 != 0
    }

    private mutating func addTarget(_ entry: Fields) throws(ExtractionError) {
        var target = target ?? []
        var at = 5
        while at + 2 <= entry.count {
            let flags = try entry.byte(at)
            let length = Int(try entry.byte(at + 1))
            guard length <= entry.count - at - 2 else { break }
            if !isPartOpen, !target.isEmpty, target.last != 0x2F { target.append(0x2F) }
            switch flags & 0x0E {
            case 0x02: target.append(0x2E)
            case 0x04: target += [0x2E, 0x2E]
            case 0x08: target = [0x2F]
            default: target += Array(try entry.range(at + 2, length))
            }
            isPartOpen = flags & 1 != 0
            at += 2 + length
        }
        guard target.count <= Limits.pathLength else {
            throw ExtractionError(.limit, "a link's target has more than \(Limits.pathLength) bytes")
        }
        self.target = target
    }
}
