/// Writes ustar archives, also such as no honest program would.
package struct Tar {
    /// The archive so far, without its end.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Type flags of POSIX ustar.
    package enum Kind: UInt8 {
        case file = 0x30
        case hardLink, link, character, block, directory, fifo
    }

    /// Adds an entry, whatever it is: nothing is checked.
    ///
    /// - Parameter claimedSize: what the header says about the size, where that is a lie.
    package mutating func add(
        _ name: String, _ kind: Kind = .file, _ content: String = "", link: String = "", mode: Int = 0o644,
        owner: Int = 0, group: Int = 0, claimedSize: Int? = nil
    ) {
        add(Array(name.utf8), kind, Array(content.utf8), link, mode, owner, group, claimedSize)
    }

    /// The same with a name and a content that need not be text.
    package mutating func add(
        _ name: [UInt8], _ kind: Kind, _ content: [UInt8], _ link: String = "", _ mode: Int = 0o644, _ owner: Int = 0,
        _ group: Int = 0, _ claimedSize: Int? = nil
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], at place: Int) { header.replaceSubrange(place..<place + bytes.count, with: bytes) }
        func number(_ value: Int, _ digits: Int) -> [UInt8] {
            let text = String(value, radix: 8)
            return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
        }
        put(name, at: 0)
        put(number(mode, 7), at: 100)
        put(number(owner, 7), at: 108)
        put(number(group, 7), at: 116)
        put(number(claimedSize ?? content.count, 11), at: 124)
        put(number(1_000_000_000, 11), at: 136)
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        header[156] = kind.rawValue
        put(Array(link.utf8), at: 157)
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(number(kind == .character ? 1 : 0, 7), at: 329)
        put(number(kind == .character ? 3 : 0, 7), at: 337)
        put(number(header.reduce(0) { $0 + Int($1) }, 6) + [0, 0x20], at: 148)
        bytes += header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// The archive with its end.
    package var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    /// A whole archive.
    package static func of(_ build: (inout Tar) -> Void) -> [UInt8] {
        var tar = Tar()
        build(&tar)
        return tar.finished
    }
}
