/// Passes an ELF file on and keeps its headers and note segments, so that a kernel is looked at without being held.
final class ELFCollector: ByteSink {
    /// Bytes of all note segments that are kept; kernels have a few hundred.
    private static let mostNotes = 1 << 20

    private let next: any ByteSink
    private var position: UInt64 = 0
    private var head: [UInt8] = []
    private var wanted = 64
    private var header: ELFHeader?
    private var pieces: [Piece] = []

    /// A range of the file that is being kept.
    private struct Piece {
        let offset: UInt64
        let count: Int
        var bytes: [UInt8] = []
    }

    init(_ next: any ByteSink) { self.next = next }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ExtractionError) {
        if header == nil { try grow(bytes) }
        for index in pieces.indices { keep(bytes, in: &pieces[index]) }
        position += UInt64(bytes.count)
        try next.write(bytes)
    }

    /// What was seen.
    ///
    /// - Throws: `.corrupt` when the file ended within its headers.
    func finish() throws(ExtractionError) -> KernelELF {
        guard let header else { throw ExtractionError(.corrupt, "the kernel ends within its ELF header") }
        var notes: [ELFNote] = []
        for piece in pieces where piece.bytes.count == piece.count { notes += ELFNote.all(in: piece.bytes) }
        return KernelELF(header: header, notes: XenNotes(notes), size: position)
    }

    private func grow(_ bytes: UnsafeRawBufferPointer) throws(ExtractionError) {
        head += bytes.prefix(max(0, wanted - head.count))
        guard head.count >= 64 else { return }
        let extent = try ELFHeader.extent(head)
        if extent > wanted {
            // The piece at hand may hold more of it; `head` is exactly what passed so far, up to `wanted`.
            let taken = head.count - Int(clamping: position)
            wanted = extent
            head += bytes.dropFirst(taken).prefix(max(0, wanted - head.count))
        }
        guard head.count >= wanted else { return }
        let header = try ELFHeader(head)
        self.header = header
        try choosePieces(header)
    }

    private func choosePieces(_ header: ELFHeader) throws(ExtractionError) {
        var total = 0
        for segment in header.segments where segment.type == ELFHeader.Segment.note {
            let count = try segment.fileSize.bounded(by: Self.mostNotes, "the size of the kernel's notes")
            total += count
            guard total <= Self.mostNotes else {
                throw ExtractionError(.limit, "the kernel's notes have more than \(Self.mostNotes) bytes")
            }
            var piece = Piece(offset: segment.offset, count: count)
            // Notes right behind the headers have passed already.
            if piece.offset < position { head.withUnsafeBytes { keep($0, at: 0, in: &piece) } }
            pieces.append(piece)
        }
    }

    private func keep(_ bytes: UnsafeRawBufferPointer, in piece: inout Piece) {
        keep(bytes, at: position, in: &piece)
    }

    private func keep(_ bytes: UnsafeRawBufferPointer, at place: UInt64, in piece: inout Piece) {
        let (next, overflow) = piece.offset.addingReportingOverflow(UInt64(piece.bytes.count))
        let left = piece.count - piece.bytes.count
        guard !overflow, left > 0, next >= place, next - place < UInt64(bytes.count) else { return }
        piece.bytes += bytes.dropFirst(Int(next - place)).prefix(left)
    }
}
