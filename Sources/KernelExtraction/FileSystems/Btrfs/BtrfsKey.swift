/// What an item in a tree is filed under; items are in the order of their keys.
struct BtrfsKey: Comparable, Hashable, Sendable {
    /// The kinds of items that this reader looks at.
    enum Kind: UInt8 {
        case inode = 1
        case inodeReference = 12
        case nameByHash = 84
        case nameByIndex = 96
        case extentData = 108
        case root = 132
        case rootBackReference = 144
        case rootReference = 156
        case chunk = 228
    }

    /// Bytes of a key on the disk.
    static let size = 17

    let object: UInt64
    let type: UInt8
    let offset: UInt64

    init(_ object: UInt64, _ kind: Kind, _ offset: UInt64) {
        self.object = object
        type = kind.rawValue
        self.offset = offset
    }

    init(_ fields: Fields, at place: Int) throws(ExtractionError) {
        object = try fields.little(place)
        type = try fields.byte(place + 8)
        offset = try fields.little(place + 9)
    }

    static func < (one: BtrfsKey, other: BtrfsKey) -> Bool {
        if one.object != other.object { return one.object < other.object }
        return one.type != other.type ? one.type < other.type : one.offset < other.offset
    }

    /// Whether the item is of this kind.
    func `is`(_ kind: Kind) -> Bool { type == kind.rawValue }

    /// All keys of one object and kind.
    static func all(_ object: UInt64, _ kind: Kind, from offset: UInt64 = 0) -> ClosedRange<BtrfsKey> {
        BtrfsKey(object, kind, offset)...BtrfsKey(object, kind, .max)
    }
}
