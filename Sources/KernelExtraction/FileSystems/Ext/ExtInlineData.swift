/// Contents kept in an inode itself: its first 60 bytes instead of a map, the rest in the attribute `system.data`.
struct ExtInlineData {
    private static let magic: UInt32 = 0xEA02_0000
    private static let systemIndex: UInt8 = 7

    /// The 60 bytes.
    let head: ArraySlice<UInt8>
    /// What lies in the attribute; empty where there is none.
    let tail: ArraySlice<UInt8>

    /// - Throws: `.corrupt`, and `.unsupported` where the attribute lies in an inode of its own.
    init(of inode: ExtInode) throws(ExtractionError) {
        head = inode.map.bytes
        guard let attributes = inode.attributes else {
            tail = []
            return
        }
        tail = try Self.value(attributes)
    }

    /// All of it.
    var bytes: [UInt8] { Array(head + tail) }

    private static func value(_ attributes: Fields) throws(ExtractionError) -> ArraySlice<UInt8> {
        guard attributes.count >= 4, try attributes.little(0) == magic else { return [] }
        var at = 4
        while at + 16 <= attributes.count, try attributes.little(at, as: UInt32.self) != 0 {
            let nameLength = Int(try attributes.byte(at))
            let name = try attributes.range(at + 16, nameLength)
            if try attributes.byte(at + 1) == systemIndex, Array(name) == Array("data".utf8) {
                guard try attributes.little(at + 4, as: UInt32.self) == 0 else {
                    throw ExtractionError(.unsupported, "\(attributes.what): inline data in another inode")
                }
                let size = Int(try attributes.little(at + 8, as: UInt32.self))
                // Offsets count from the first entry on.
                return size == 0
                    ? [] : try attributes.range(4 + Int(try attributes.little(at + 2, as: UInt16.self)), size)
            }
            at += 16 + (nameLength + 3) & ~3
        }
        return []
    }
}
