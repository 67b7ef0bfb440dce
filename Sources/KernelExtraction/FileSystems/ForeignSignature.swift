/// What may lie in a partition and is not read, by its signature (libblkid has the same places).
struct ForeignSignature {
    private let name: String
    private let advice: String
    private let place: UInt64
    private let bytes: [UInt8]
    private let isContainer: Bool

    private init(_ name: String, at place: UInt64, _ bytes: [UInt8], isContainer: Bool = false, _ advice: String = "") {
        self.name = name
        self.place = place
        self.bytes = bytes
        self.isContainer = isContainer
        self.advice = advice
    }

    private init(_ name: String, at place: UInt64, _ text: String, isContainer: Bool = false, _ advice: String = "") {
        self.init(name, at: place, Array(text.utf8), isContainer: isContainer, advice)
    }

    private static let closed = "give the guest an unencrypted /boot"
    private static let member = "give the guest a /boot outside the array, or use metadata of version 1.0"
    private static let arrayMagic: [UInt8] = [0xFC, 0x4E, 0x2B, 0xA9]

    private static let all: [ForeignSignature] = [
        ForeignSignature("encrypted by LUKS", at: 0, Array("LUKS".utf8) + [0xBA, 0xBE], isContainer: true, closed),
        ForeignSignature("a member of an MD array (version 1.1)", at: 0, arrayMagic, isContainer: true, member),
        ForeignSignature("a member of an MD array (version 1.2)", at: 4096, arrayMagic, isContainer: true, member),
        ForeignSignature("encrypted by BitLocker", at: 3, "-FVE-FS-", isContainer: true, closed),
        ForeignSignature("swap space", at: 4086, "SWAPSPACE2"),
        ForeignSignature("swap space", at: 4086, "SWAP-SPACE"),
        ForeignSignature("swap space", at: 65526, "SWAPSPACE2"),
        ForeignSignature("NTFS", at: 3, "NTFS    "),
        ForeignSignature("exFAT", at: 3, "EXFAT   "),
        ForeignSignature("ReiserFS", at: 65536 + 52, "ReIsEr"),
        ForeignSignature("JFS", at: 32768, "JFS1"),
        ForeignSignature("F2FS", at: 1024, [0x10, 0x20, 0xF5, 0xF2]),
        ForeignSignature("EROFS", at: 1024, [0xE2, 0xE1, 0xF5, 0xE0]),
        ForeignSignature("SquashFS", at: 0, "hsqs"),
        ForeignSignature("bcachefs or bcache", at: 4096 + 24, [0xC6, 0x85, 0x73, 0xF6, 0x4E, 0x1A, 0x45, 0xCA]),
        ForeignSignature("UFS", at: 8192 + 1372, [0x54, 0x19, 0x01, 0x00]),
        ForeignSignature("UFS", at: 65536 + 1372, [0x19, 0x01, 0x54, 0x19]),
    ]

    /// The first signature that is there.
    static func find(in source: any DiskSource, isContainer: Bool) throws(ExtractionError) -> ForeignSignature? {
        if isContainer, try PhysicalVolume.isPresent(in: source) {
            return ForeignSignature("an LVM physical volume", at: 0, "", isContainer: true, "read its logical volumes")
        }
        for signature in all where signature.isContainer == isContainer {
            if try source.read(at: signature.place, upTo: signature.bytes.count) == signature.bytes { return signature }
        }
        return nil
    }

    /// What to tell the user.
    var error: ExtractionError {
        ExtractionError(.unsupported, "this is \(name), which is not read" + (advice.isEmpty ? "" : ": \(advice)"))
    }
}
