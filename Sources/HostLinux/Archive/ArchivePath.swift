import Model

/// A path in an archive as bytes: file names need not be UTF-8, and no two different names may compare equal.
struct ArchivePath: Hashable {
    var components: [[UInt8]]

    /// The path's parts without empty ones and `.`; `..` stays.
    static func parts(of bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != dot }
    }

    /// One value for one place, for tables.
    var bytes: [UInt8] { Array(components.joined(separator: [UInt8(ascii: "/")])) }

    static let dot = Array(".".utf8)
    static let dotDot = Array("..".utf8)
}

/// One entry of an archive, as far as it matters whether it is let in.
struct ArchiveEntry {
    enum Kind: Equatable {
        case file, directory, device, fifo
        case link(target: [UInt8])
        case hardLink(target: [UInt8])
        /// Nothing that a tar archive of a root should hold.
        case unknown
    }

    let path: [UInt8]
    let kind: Kind
    /// Bytes of content, without holes.
    let size: UInt64
}
