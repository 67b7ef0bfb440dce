/// The sections of a PE file: a unified kernel image carries the kernel in one of them.
///
/// Source: Microsoft's "PE Format".
package enum PortableExecutable {
    /// The PE specification's own bound.
    private static let mostSections = 96

    /// The section with this name, nil where the file is no PE file or has none.
    ///
    /// - Throws: `.corrupt` when the headers or the section lie beyond the file.
    package static func section(
        _ name: String, of source: any DiskSource
    ) throws(ExtractionError) -> (any DiskSource)? {
        let dos = Fields(try source.read(at: 0, upTo: 64), of: "the DOS header")
        guard dos.count == 64, try dos.range(0, 2).elementsEqual(Array("MZ".utf8)) else { return nil }
        let start = UInt64(try dos.little(0x3c, as: UInt32.self))
        let header = Fields(try source.read(at: start, upTo: 24), of: "the PE header")
        guard header.count == 24, try header.range(0, 4).elementsEqual(Array("PE".utf8) + [0, 0]) else { return nil }
        let count = Int(try header.little(6, as: UInt16.self))
        guard count <= mostSections else { throw ExtractionError(.corrupt, "the PE header has \(count) sections") }
        let table = start + 24 + UInt64(try header.little(20, as: UInt16.self))
        let sections = Fields(try source.read(at: table, count: count * 40), of: "the table of PE sections")
        let wanted = Array(name.utf8)
        for index in 0..<count {
            let entry = try sections.part(index * 40, 40, of: "PE section \(index)")
            guard try entry.range(0, 8).prefix(while: { $0 != 0 }).elementsEqual(wanted) else { continue }
            // The size in memory is without the padding that the one in the file has.
            let sizes = try (entry.little(8, as: UInt32.self), entry.little(16, as: UInt32.self))
            let place = UInt64(try entry.little(20, as: UInt32.self))
            return try DiskSlice(of: source, start: place, size: UInt64(min(sizes.0, sizes.1)))
        }
        return nil
    }
}
