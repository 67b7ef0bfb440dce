/// What is known of a plain kernel after it was unpacked: enough to say how it can boot.
package struct KernelELF: Sendable {
    /// Bytes of all note sections that are read; kernels have a few hundred.
    private static let mostNotes: UInt64 = 1 << 20

    package let header: ELFHeader
    package let notes: XenNotes
    /// Bytes of the file.
    package let size: UInt64

    var hasSections: Bool { header.sections.count > 0 }

    /// The same with the notes that are in sections.
    ///
    /// A table of sections that cannot be read is as good as none: a kernel does not need one.
    func withSectionNotes(from file: any DiskSource) throws(ExtractionError) -> KernelELF {
        let table = header.sections
        let width = header.isWide ? 64 : 40
        guard hasSections, table.count <= 4096, table.entrySize == width else { return self }
        guard let bytes = try? file.read(at: table.offset, count: table.count * width) else { return self }
        let fields = Fields(bytes, of: "the section headers")
        var notes: [ELFNote] = []
        var total: UInt64 = 0
        for index in 0..<table.count {
            let section = try fields.part(index * width, width, of: "section \(index)")
            guard try section.little(4, as: UInt32.self) == 7 else { continue }
            let (offset, count): (UInt64, UInt64) =
                try header.isWide
                ? (section.little(24), section.little(32))
                : (UInt64(section.little(16, as: UInt32.self)), UInt64(section.little(20, as: UInt32.self)))
            // All sections may be the same bytes, so that what they have together is bounded.
            guard count <= Self.mostNotes - total, notes.count < 4096 else { continue }
            total += count
            if let content = try? file.read(at: offset, count: Int(count)) { notes += ELFNote.all(in: content) }
        }
        return KernelELF(header: header, notes: XenNotes(notes), size: size)
    }
}
