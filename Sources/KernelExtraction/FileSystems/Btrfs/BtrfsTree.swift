/// A tree of items.
struct BtrfsTree {
    /// What to do with an item; false ends the search.
    typealias Visitor = (BtrfsKey, Fields) throws(ExtractionError) -> Bool

    let volume: BtrfsVolume
    let root: BtrfsPointer

    /// Visits the items in a range of keys, in their order.
    ///
    /// - Throws: `.corrupt` for a tree that is none, and what `visit` throws.
    func scan(_ range: ClosedRange<BtrfsKey>, _ visit: Visitor) throws(ExtractionError) {
        guard root.level <= BtrfsNode.highestLevel else {
            throw ExtractionError(.corrupt, "node at \(root.address): a tree has at most 8 levels")
        }
        _ = try descend(root, first: nil, before: nil, range, visit)
    }

    /// The first item in a range of keys.
    func first(_ range: ClosedRange<BtrfsKey>) throws(ExtractionError) -> (key: BtrfsKey, item: Fields)? {
        var found: (key: BtrfsKey, item: Fields)?
        try scan(range) { key, item in
            found = (key, item)
            return false
        }
        return found
    }

    /// - Parameters: `first` is what the node must begin with, `before` what all its keys must be below; so the keys of
    ///   a whole tree ascend, and one that refers to itself is found out.
    private func descend(
        _ pointer: BtrfsPointer, first: BtrfsKey?, before: BtrfsKey?, _ range: ClosedRange<BtrfsKey>, _ visit: Visitor
    ) throws(ExtractionError) -> Bool {
        let node = try volume.node(pointer)
        if let first, node.keys.first != first { throw misplaced(pointer) }
        if let before, let last = node.keys.last, last >= before { throw misplaced(pointer) }
        if node.level == 0 {
            for index in node.keys.indices where node.keys[index] >= range.lowerBound {
                guard node.keys[index] <= range.upperBound else { return false }
                guard try visit(node.keys[index], node.item(index)) else { return false }
            }
            return true
        }
        for index in max(0, node.count(upTo: range.lowerBound) - 1)..<node.keys.count {
            guard node.keys[index] <= range.upperBound else { return false }
            let next = index + 1 < node.keys.count ? node.keys[index + 1] : before
            guard try descend(node.child(index), first: node.keys[index], before: next, range, visit) else {
                return false
            }
        }
        return true
    }

    private func misplaced(_ pointer: BtrfsPointer) -> ExtractionError {
        ExtractionError(.corrupt, "node at \(pointer.address): its keys do not belong there")
    }
}
