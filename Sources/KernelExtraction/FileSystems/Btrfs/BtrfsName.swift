/// A name in a directory and what it leads to (`struct btrfs_dir_item`).
struct BtrfsName {
    /// The flag of an encrypted name in its type.
    private static let encrypted: UInt8 = 0x80
    private static let headerSize = 30

    let name: [UInt8]
    /// An inode of the same subvolume, or the root of another.
    let location: BtrfsKey

    /// All names in one item: more than one only where names have the same hash.
    static func all(_ item: Fields) throws(ExtractionError) -> [BtrfsName] {
        var names: [BtrfsName] = []
        var place = 0
        while place < item.count {
            let dataLength = try Int(item.little(place + 25, as: UInt16.self))
            let nameLength = try Int(item.little(place + 27, as: UInt16.self))
            guard try item.byte(place + 29) & encrypted == 0 else {
                throw ExtractionError(.unsupported, "an encrypted name is not supported")
            }
            let name = try Array(item.range(place + headerSize, nameLength))
            guard !name.isEmpty, !name.contains(0), !name.contains(0x2f) else {
                throw ExtractionError(.corrupt, "a name is none")
            }
            names.append(BtrfsName(name: name, location: try BtrfsKey(item, at: place)))
            place += headerSize + nameLength + dataLength
        }
        return names
    }

    /// What the item of a name is filed under.
    static func hash(_ name: [UInt8]) -> UInt64 { UInt64(CRC32.castagnoli.update(~1, name[...])) }
}
