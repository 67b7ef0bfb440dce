/// A note of an ELF file: who wrote it, what kind it is, and its content.
struct ELFNote: Equatable, Sendable {
    let name: [UInt8]
    let type: UInt32
    let content: [UInt8]

    /// The notes in a note segment or section, names and contents padded to four bytes; reading ends silently at the
    /// first that does not fit, as the kernel's own readers do.
    static func all(in bytes: [UInt8]) -> [ELFNote] {
        let fields = Fields(bytes, of: "the notes")
        var notes: [ELFNote] = []
        var place = 0
        while let (note, next) = try? one(fields, at: place), notes.count < 4096 {
            notes.append(note)
            place = next
        }
        return notes
    }

    private static func one(_ fields: Fields, at place: Int) throws(ExtractionError) -> (ELFNote, Int) {
        let nameSize = Int(try fields.little(place, as: UInt32.self))
        let size = Int(try fields.little(place + 4, as: UInt32.self))
        let name = try fields.range(place + 12, nameSize)
        let start = place + 12 + (nameSize + 3) / 4 * 4
        let note = ELFNote(
            name: Array(name.prefix { $0 != 0 }), type: try fields.little(place + 8),
            content: Array(try fields.range(start, size)))
        return (note, start + (size + 3) / 4 * 4)
    }
}
