/// A unified kernel image: a PE executable whose sections are a kernel, its initial RAM disk and its arguments.
struct UnifiedKernelImage {
    /// The ranges of the sections that matter, by name, in the file; those of the first profile only.
    private(set) var sections: [String: Range<UInt64>] = [:]
    private static let maximumSections = 96
    private static let maximumText = 64 << 10

    /// Reads the table of sections.
    ///
    /// - Throws: `.corrupt` when the file is no PE executable or a section lies beyond its end, and `.unsupported` when
    ///   it has no kernel.
    init(_ files: any GuestFileSystem, _ node: Node) throws(ExtractionError) {
        let head = Fields(try files.read(node.id, at: 0, count: Int(min(node.size, 64))), of: "the PE executable")
        guard node.kind == .file, head.count == 64, try head.range(0, 2).elementsEqual("MZ".utf8) else {
            throw ExtractionError(.corrupt, "it is no PE executable")
        }
        let place = UInt64(try head.little(0x3c, as: UInt32.self))
        guard place <= node.size, node.size - place >= 24 else {
            throw ExtractionError(.corrupt, "its PE header lies beyond its end")
        }
        let header = Fields(try files.read(node.id, at: place, count: 24), of: "the PE header")
        guard try header.range(0, 4).elementsEqual("PE\0\0".utf8) else {
            throw ExtractionError(.corrupt, "it is no PE executable")
        }
        let count = Int(try header.little(6, as: UInt16.self))
        let table = place + 24 + UInt64(try header.little(20, as: UInt16.self))
        guard count <= Self.maximumSections, table <= node.size, node.size - table >= UInt64(count * 40) else {
            throw ExtractionError(.corrupt, "its \(count) PE sections lie beyond its end or are too many")
        }
        try readSections(
            Fields(try files.read(node.id, at: table, count: count * 40), of: "the PE sections"), node.size)
        guard sections[".linux"] != nil else { throw ExtractionError(.unsupported, "it has no kernel section") }
    }

    private mutating func readSections(_ table: Fields, _ size: UInt64) throws(ExtractionError) {
        for index in 0..<table.count / 40 {
            let section = try table.part(index * 40, 40, of: "the PE section \(index)")
            let name = String(decoding: try section.range(0, 8).prefix { $0 != 0 }, as: UTF8.self)
            // Sections after `.profile` belong to a variant that somebody would have to choose.
            if name == ".profile" { return }
            let length = UInt64(min(try section.little(8, as: UInt32.self), try section.little(16, as: UInt32.self)))
            let start = UInt64(try section.little(20, as: UInt32.self))
            guard start <= size, length <= size - start else {
                throw ExtractionError(
                    .corrupt, "its section \(ExtractionError.printable(name.utf8)) lies beyond its end")
            }
            if length > 0, sections[name] == nil { sections[name] = start..<start + length }
        }
    }

    /// The text of a section up to a NUL, without blanks and newlines around it; nil where there is none.
    func text(_ name: String, _ files: any GuestFileSystem, _ node: Node) throws(ExtractionError) -> [UInt8]? {
        guard let range = sections[name] else { return nil }
        let count = try UInt64(range.count).bounded(by: Self.maximumText, "the size of the section \(name)")
        let bytes = try files.read(node.id, at: range.lowerBound, count: count).prefix { $0 != 0 }
        return ConfigurationLines.trimmed(bytes.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 })
    }

    /// The entry for this image.
    func entry(title: [UInt8], id: [UInt8], file: BootFile, arguments: [UInt8]) -> BootEntry {
        var entry = BootEntry(title: title, id: id)
        entry.kind = .uki
        entry.arguments = arguments
        let part = { (name: String) in sections[name].map { BootFile(volume: file.volume, path: file.path, range: $0) }
        }
        entry.kernel = part(".linux")
        entry.initrds = [".ucode", ".initrd"].compactMap(part)
        return entry
    }
}
