/// A kernel as it lies in a guest's file system, and how to get at the plain ELF in it.
///
/// Known are bzImages in all compressions, the same inside a PE file without a header of its own (a unified kernel
/// image), plain ELF, and either of them in gzip.
package final class KernelImage {
    /// Where the ELF is.
    package enum Form: Equatable, Sendable {
        /// The image is the ELF.
        case elf
        /// `length` bytes at `offset` unpack to `size` bytes.
        case packed(Codec, offset: UInt64, length: UInt64, size: UInt64)
    }

    private let source: any DiskSource
    package let form: Form
    /// What the kernel calls itself (`6.1.0-40-amd64 (builder@host) …`), unchecked bytes; nil where it says nothing.
    package let version: [UInt8]?

    private init(_ source: any DiskSource, _ form: Form, version: [UInt8]? = nil) {
        self.source = source
        self.form = form
        self.version = version
    }

    /// Looks at an image.
    ///
    /// - Throws: `.unsupported` when it is no kernel that is known, `.corrupt` when its header contradicts itself, `.limit`
    ///   when it is larger than ``Limits/kernelImage`` (``Limits/kernel`` for plain ELF).
    package static func open(_ source: any DiskSource) throws(ExtractionError) -> KernelImage {
        try open(source, depth: 0)
    }

    private static func open(_ source: any DiskSource, depth: Int) throws(ExtractionError) -> KernelImage {
        let head = try source.read(at: 0, upTo: 0x1000)
        if head.starts(with: ELFHeader.magic) {
            _ = try source.size.bounded(by: Limits.kernel, "the size of the kernel")
            return KernelImage(source, .elf)
        }
        _ = try source.size.bounded(by: Limits.kernelImage, "the size of the kernel image")
        if let header = try BzImageHeader(head) {
            let form = try header.payload(in: source)
            return KernelImage(source, form, version: try header.version(in: source))
        }
        guard depth == 0 else { throw ExtractionError(.unsupported, "there is no kernel inside") }
        if let section = try PortableExecutable.section(".linux", of: source) {
            return try open(section, depth: 1)
        }
        if Codec.detect(head) == .gzip {
            let sink = MemorySink()
            try Codec.gzip.unpack(CompressedInput(source), limit: UInt64(Limits.kernel), into: sink)
            return try open(MemoryDisk(sink.bytes), depth: 1)
        }
        throw ExtractionError(.unsupported, "this is neither a bzImage nor an ELF file")
    }

    /// Hands the plain ELF to `sink` and looks at it on the way.
    ///
    /// - Throws: what unpacking throws, and `.corrupt` when what comes out is no ELF or not of the size announced.
    package func unpack(into sink: any ByteSink) throws(ExtractionError) -> KernelELF {
        let collector = ELFCollector(sink)
        switch form {
        case .elf: try source.copy(into: collector)
        case .packed(let codec, let offset, let length, let size):
            let input = try CompressedInput(source, start: offset, count: length)
            let written = try codec.unpack(input, limit: size, into: collector)
            guard written == size else {
                throw ExtractionError(.corrupt, "the kernel unpacks to \(written) bytes instead of \(size)")
            }
        }
        let elf = try collector.finish()
        return elf.notes.isEmpty ? try withSectionNotes(elf) : elf
    }

    /// Hands the image to `sink` as it is.
    package func copy(into sink: any ByteSink) throws(ExtractionError) { try source.copy(into: sink) }

    /// A kernel without notes among its program headers may have them in sections, whose table lies at the end: that is
    /// worth a second pass, in memory, because hardly any kernel is so.
    private func withSectionNotes(_ elf: KernelELF) throws(ExtractionError) -> KernelELF {
        guard case .packed(let codec, let offset, let length, let size) = form else {
            return try elf.withSectionNotes(from: source)
        }
        guard elf.hasSections else { return elf }
        let sink = MemorySink()
        try codec.unpack(CompressedInput(source, start: offset, count: length), limit: size, into: sink)
        return try elf.withSectionNotes(from: MemoryDisk(sink.bytes))
    }
}
