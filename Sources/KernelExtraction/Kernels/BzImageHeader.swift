/// The header of an x86 kernel image.
///
/// Source: Linux' Documentation/arch/x86/boot.rst; offsets are from the beginning of the file.
struct BzImageHeader {
    /// The header with its fields, without the code after it.
    static let length = 0x268

    private let fields: Fields

    /// The header at the beginning of an image, nil where there is none.
    init?(_ head: [UInt8]) throws(ExtractionError) {
        let fields = Fields(head, of: "the boot header")
        guard head.count >= Self.length, try fields.little(0x1fe, as: UInt16.self) == 0xaa55,
            try fields.range(0x202, 4).elementsEqual(Array("HdrS".utf8))
        else { return nil }
        self.fields = fields
    }

    /// Where the packed kernel is and how large it becomes.
    ///
    /// The file may go on after the payload (signed kernels do), and what is there is never looked at.
    func payload(in source: any DiskSource) throws(ExtractionError) -> KernelImage.Form {
        let protocolVersion: UInt16 = try fields.little(0x206)
        guard protocolVersion >= 0x208 else {
            let text = "\(protocolVersion >> 8).\(protocolVersion & 0xff)"
            throw ExtractionError(.unsupported, "boot protocol \(text) is too old, 2.8 (Linux 2.6.24) is needed")
        }
        let sectors = try fields.byte(0x1f1)
        let setup = (UInt64(sectors == 0 ? 4 : sectors) + 1) * 512
        let offset = setup + UInt64(try fields.little(0x248, as: UInt32.self))
        let length = UInt64(try fields.little(0x24c, as: UInt32.self))
        guard length > 8, offset <= source.size, length <= source.size - offset else {
            throw ExtractionError(
                .corrupt, "the payload (\(length) bytes at \(offset)) lies beyond the image (\(source.size) bytes)")
        }
        let head = try source.read(at: offset, upTo: Codec.magicLength)
        guard let codec = Codec.detect(head) else {
            if head.starts(with: ELFHeader.magic) {
                throw ExtractionError(.unsupported, "the payload is not compressed")
            }
            throw ExtractionError(.unsupported, "the payload begins like no compression that is known")
        }
        let trailer = Fields(try source.read(at: offset + length - 4, count: 4), of: "the payload's trailer")
        let size = UInt64(try trailer.little(0, as: UInt32.self))
        _ = try size.bounded(by: Limits.kernel, "the size of the unpacked kernel")
        try checkSize(size)
        return .packed(codec, offset: offset, length: codec.endsInSize ? length : length - 4, size: size)
    }

    /// The unpacked kernel must fit where it is to run, which the header says as well (protocol 2.10).
    private func checkSize(_ size: UInt64) throws(ExtractionError) {
        guard try fields.little(0x206, as: UInt16.self) >= 0x20a else { return }
        let room = UInt64(try fields.little(0x260, as: UInt32.self))
        guard size > 0, room == 0 || size <= room else {
            throw ExtractionError(
                .corrupt, "the kernel claims to unpack to \(size) bytes and to run in \(room) bytes")
        }
    }

    /// The kernel's name for itself; nil where the header points nowhere.
    func version(in source: any DiskSource) throws(ExtractionError) -> [UInt8]? {
        let pointer = UInt64(try fields.little(0x20e, as: UInt16.self))
        guard pointer > 0 else { return nil }
        let text = try source.read(at: pointer + 0x200, upTo: 256).prefix { $0 != 0 }
        return text.isEmpty ? nil : Array(text)
    }
}
