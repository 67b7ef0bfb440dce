/// What partition types mean, as `fdisk` names them; the ones met in guests.
enum PartitionType {
    private static let mbr: [UInt8: String] = [
        0x01: "FAT12", 0x04: "FAT16", 0x06: "FAT16", 0x07: "NTFS", 0x0B: "FAT32", 0x0C: "FAT32", 0x0E: "FAT16",
        0x82: "Linux swap", 0x83: "Linux", 0x8E: "Linux LVM", 0xBF: "Solaris", 0xEF: "EFI system", 0xFD: "Linux RAID",
    ]

    private static let gpt: [String: String] = [
        "c12a7328-f81f-11d2-ba4b-00a0c93ec93b": "EFI system",
        "21686148-6449-6e6f-744e-656564454649": "BIOS boot",
        "0fc63daf-8483-4772-8e79-3d69d8477de4": "Linux",
        "4f68bce3-e8cd-4db1-96e7-fbcaf984b709": "Linux root",
        "bc13c2ff-59e6-4262-a352-b275fd6f7172": "Linux boot",
        "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f": "Linux swap",
        "e6d6d379-f507-44c2-a23c-238f2a3df928": "Linux LVM",
        "a19d880f-05fc-4d3b-a006-743f0f84911e": "Linux RAID",
        "933ac7e1-2eb4-4f13-b844-0e14e2aef915": "Linux home",
        "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7": "basic data",
    ]

    /// The name of an MBR type.
    static func name(mbr type: UInt8) -> String { mbr[type] ?? "type 0x" + hex([type]) }

    /// The name of a GPT type, given its 16 bytes as they are on the disk.
    static func name(gpt type: [UInt8]) -> String {
        let text = GUIDText.mixed(type)
        return gpt[text] ?? "type " + text
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String { GUIDText.hex(bytes) }
}

/// Identifiers of 16 bytes as text.
package enum GUIDText {
    /// Two digits a byte, in lower case.
    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A UUID in the order of its bytes (ext, XFS, btrfs): 8-4-4-4-12 digits. Other than 16 bytes give bare digits.
    package static func plain(_ bytes: some Collection<UInt8>) -> String {
        guard bytes.count == 16 else { return hex(bytes) }
        let all = Array(bytes)
        return [all[0..<4], all[4..<6], all[6..<8], all[8..<10], all[10..<16]].map(hex).joined(separator: "-")
    }

    /// A GUID whose first three groups are little-endian (GPT, EFI).
    static func mixed(_ bytes: [UInt8]) -> String {
        guard bytes.count == 16 else { return hex(bytes) }
        return plain(bytes[0..<4].reversed() + bytes[4..<6].reversed() + bytes[6..<8].reversed() + bytes[8..<16])
    }
}
