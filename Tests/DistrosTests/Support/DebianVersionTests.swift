import Testing

@testable import Distros

@Suite("Versions in Debian's order")
struct DebianVersionTests {
    @Test(
        "the left one is older",
        arguments: [
            ("6.1.0-9-amd64", "6.1.0-18-amd64"), ("6.12~rc1", "6.12"), ("6.12.9+deb13-amd64", "6.12.48+deb13-amd64"),
            ("1.46.6", "1.47"), ("5.10.0-28-amd64", "6.1.0-18-amd64"), ("1.0", "1.0a"), ("1.0a", "1.0+"),
            ("99999999999999999999998", "99999999999999999999999"), ("", "1"),
        ])
    func order(older: String, newer: String) {
        #expect(DebianVersion(older) < DebianVersion(newer))
        #expect(!(DebianVersion(newer) < DebianVersion(older)))
    }

    @Test("leading zeros do not count")
    func equal() { #expect(DebianVersion("1.01") == DebianVersion("1.1")) }
}
