/// Why a kernel could not be taken from a disk: one sentence in lower case that names the object.
///
/// Everything on the disk is hostile, so `message` may quote it only through ``printable(_:)``.
package struct ExtractionError: Error, Equatable, Sendable {
    /// The kind of failure, for the caller's decision and the exit status.
    package enum Kind: String, CaseIterable, Sendable {
        /// The structure on the disk contradicts itself or its checksums.
        case corrupt
        /// The structure is valid as far as seen, but uses what this reader does not know; the message names it.
        case unsupported
        /// There is no such thing: no partition table, no file, no entry.
        case notFound
        /// A bound of ours was reached; the message names the bound.
        case limit
        /// The disk could not be read.
        case unreadable
        /// The kernel is there and cannot boot in the mode asked for.
        case unbootable
        /// The sandbox could not be made, or the worker in it died or gave an answer that cannot be true.
        case worker
        /// What was taken from the disk could not be stored or handed over.
        case output
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The same error with where it happened in front: `"partition 1: ext4: inode 12: …"`.
    package func during(_ place: String) -> ExtractionError { ExtractionError(kind, "\(place): \(message)") }

    /// Bytes from the disk made fit for a terminal and a log: control bytes and what is no UTF-8 become `\xNN`, and
    /// more than `limit` bytes are cut.
    package static func printable(_ bytes: some Collection<UInt8>, limit: Int = 256) -> String {
        var text = ""
        let kept = Array(bytes.prefix(limit))
        let isText = String(validating: kept, as: UTF8.self) != nil
        for scalar in String(decoding: isText ? kept : [], as: UTF8.self).unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            text += isControl ? escaped(UInt8(scalar.value)) : String(scalar)
        }
        if !isText {
            for byte in kept { text += (0x20..<0x7f).contains(byte) ? String(UnicodeScalar(byte)) : escaped(byte) }
        }
        return bytes.count > limit ? text + "…" : text
    }

    private static func escaped(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }
}
