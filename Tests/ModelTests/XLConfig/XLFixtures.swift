import Glibc
import Testing

/// The golden domain configurations beside these tests.
enum XLFixtures {
    static let names = [
        "direct-kernel-no-address", "file-dhcp", "hand-edited", "image-device", "lvm-pygrub-two-addresses", "pvh-type",
        "xl-hvm-example", "xl-pv-example",
    ]

    static func text(_ name: String, source: String = #filePath) throws -> String {
        let directory = source.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        let path = (directory + ["Fixtures", "XLConfig", name + ".cfg"]).joined(separator: "/")
        let file = try #require(fopen(path, "r"), "no fixture \(name)")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
