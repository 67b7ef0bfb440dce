import HostLinux
import Testing

@Suite("The sum over an image")
struct DigestTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private let size = 3 << 20

    private func digest(_ name: String, _ bytes: [UInt8]) throws -> String {
        try LinuxFiles().digest(directory.write(name, bytes))
    }

    private func content(_ changes: [Int: UInt8] = [:]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        for place in 0..<5000 { bytes[place * 7] = UInt8(truncatingIfNeeded: place) }
        for (place, byte) in changes { bytes[place] = byte }
        return bytes
    }

    @Test("is the same for a copy, whether its zeros are holes or not")
    func holes() throws {
        let whole = try digest("whole", content())
        try Tool.run("cp", "--sparse=always", directory("whole"), directory("sparse"))
        #expect(try LinuxFiles().digest(directory("sparse")) == whole)
    }

    @Test("changes with every byte, its place, and the length")
    func changes() throws {
        let plain = try digest("plain", content())
        for place in [0, 1, 8191, size / 2, size - 1] {
            #expect(try digest("changed", content([place: 0xEE])) != plain, "\(place)")
        }
        #expect(try digest("here", content([1 << 20: 9])) != digest("there", content([(1 << 20) + 4096: 9])))
        #expect(try digest("longer", content() + [0]) != plain)
    }
}
