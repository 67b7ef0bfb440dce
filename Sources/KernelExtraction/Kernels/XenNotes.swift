/// What a kernel says about itself to Xen.
///
/// Source: Xen's public/elfnote.h. Numbers that are not there are nil; of notes that repeat, the last one counts.
package struct XenNotes: Equatable, Sendable {
    package private(set) var entry: UInt64?
    package private(set) var virtualBase: UInt64?
    package private(set) var physicalOffset: UInt64?
    package private(set) var xenVersion: String?
    package private(set) var guestSystem: String?
    package private(set) var loader: String?
    package private(set) var features: String?
    package private(set) var supportedFeatures: UInt64?
    /// Where a PVH guest starts.
    package private(set) var physicalEntry: UInt64?
    /// Whether there is no note of Xen at all.
    package private(set) var isEmpty = true

    init(_ notes: [ELFNote]) {
        for note in notes where note.name == Array("Xen".utf8) {
            isEmpty = false
            switch note.type {
            case 1: entry = note.number
            case 3: virtualBase = note.number
            case 4: physicalOffset = note.number
            case 5: xenVersion = note.text
            case 6: guestSystem = note.text
            case 8: loader = note.text
            case 10: features = note.text
            case 17: supportedFeatures = note.number
            case 18: physicalEntry = note.number
            default: break
            }
        }
    }
}

extension ELFNote {
    /// The content as a number of 1, 2, 4 or 8 bytes, nil where it is none.
    fileprivate var number: UInt64? {
        guard [1, 2, 4, 8].contains(content.count) else { return nil }
        return content.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The content as text up to its NUL, made fit for messages.
    fileprivate var text: String { ExtractionError.printable(content.prefix { $0 != 0 }) }
}
