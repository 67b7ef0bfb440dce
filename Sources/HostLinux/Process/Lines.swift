/// Cuts a stream of bytes into lines; carriage returns end a line too, for programs that draw progress.
final class LineSplitter {
    private var rest: [UInt8] = []
    private let emit: (String) -> Void
    /// A program that never ends its line must not fill our memory.
    private static let longest = 16_384

    init(_ emit: @escaping (String) -> Void) { self.emit = emit }

    func add(_ bytes: [UInt8]) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || rest.count >= Self.longest {
                finish()
            } else {
                rest.append(byte)
            }
        }
    }

    func finish() {
        if !rest.isEmpty { emit(String(decoding: rest, as: UTF8.self)) }
        rest.removeAll(keepingCapacity: true)
    }
}

/// The last lines of something long.
struct Tail {
    let limit: Int
    private(set) var lines: [String] = []

    init(limit: Int) { self.limit = limit }

    mutating func add(_ line: String) {
        lines.append(line)
        if lines.count > limit { lines.removeFirst() }
    }
}
