/// Where a node is, and what it must say of itself.
struct BtrfsPointer: Hashable {
    /// The logical address.
    let address: UInt64
    let generation: UInt64
    /// How far above the leaves, which are zero.
    let level: UInt8
}

/// A block of a tree: pointers to other nodes, or a leaf with items.
struct BtrfsNode {
    private static let headerSize = 101
    private static let itemSize = 25
    private static let pointerSize = 33
    static let highestLevel: UInt8 = 7

    private let fields: Fields
    let level: UInt8
    /// The keys of items or pointers, ascending.
    let keys: [BtrfsKey]

    /// Reads a node.
    ///
    /// - Throws: `.corrupt` for what is not the node that `pointer` means.
    init(_ fields: Fields, _ pointer: BtrfsPointer, uuid: [UInt8]) throws(ExtractionError) {
        self.fields = fields
        level = try fields.byte(100)
        guard try fields.little(48) == pointer.address, try fields.little(80) == pointer.generation,
            level == pointer.level, level <= Self.highestLevel, try fields.range(32, 16).elementsEqual(uuid)
        else { throw Self.fault(pointer, "there is another node") }
        let count = try Int(fields.little(96, as: UInt32.self))
        let each = level == 0 ? Self.itemSize : Self.pointerSize
        guard count <= (fields.count - Self.headerSize) / each, level == 0 || count > 0 else {
            throw Self.fault(pointer, "it cannot have \(count) items")
        }
        var keys: [BtrfsKey] = []
        keys.reserveCapacity(count)
        for index in 0..<count {
            let key = try BtrfsKey(fields, at: Self.headerSize + index * each)
            guard keys.last.map({ $0 < key }) ?? true else { throw Self.fault(pointer, "its keys are out of order") }
            keys.append(key)
        }
        self.keys = keys
    }

    private static func fault(_ pointer: BtrfsPointer, _ what: String) -> ExtractionError {
        ExtractionError(.corrupt, "node at \(pointer.address): \(what)")
    }

    /// The content of a leaf's item.
    func item(_ index: Int) throws(ExtractionError) -> Fields {
        let place = Self.headerSize + index * Self.itemSize + BtrfsKey.size
        let offset = try Int(fields.little(place, as: UInt32.self))
        let size = try Int(fields.little(place + 4, as: UInt32.self))
        return try fields.part(Self.headerSize + offset, size, of: "item of \(fields.what)")
    }

    /// The node that a pointer leads to, one level lower.
    func child(_ index: Int) throws(ExtractionError) -> BtrfsPointer {
        let place = Self.headerSize + index * Self.pointerSize + BtrfsKey.size
        return try BtrfsPointer(address: fields.little(place), generation: fields.little(place + 8), level: level - 1)
    }

    /// How many keys are at most this one.
    func count(upTo key: BtrfsKey) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] <= key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
