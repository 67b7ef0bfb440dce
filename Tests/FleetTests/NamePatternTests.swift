import Fleet
import Model
import Testing

@Suite("Ranges of guests")
struct NamePatternTests {
    private func names(_ text: String) throws -> [String] {
        let position = FleetPosition(file: "f", line: 1, column: 1)
        return try NamePattern(Located(text, position)).names.map(\.value.text)
    }

    @Test(
        "stand for their names",
        arguments: [
            ("web1", ["web1"]), ("web[1-3]", ["web1", "web2", "web3"]),
            ("web[08-11]", ["web08", "web09", "web10", "web11"]),
            ("db[1,3,7-8].example.org", ["db1", "db3", "db7", "db8"].map { $0 + ".example.org" }),
            ("r[1-2]n[1-2]", ["r1n1", "r1n2", "r2n1", "r2n2"]),
        ])
    func expand(text: String, names: [String]) throws {
        #expect(try self.names(text) == names)
    }

    @Test(
        "are refused where they are none",
        arguments: [
            ("web[3-1]", "runs backwards"), ("web[1-", "not closed"), ("web[a-b]", "no range"), ("web[]", "no range"),
            ("web[1-99999999]", "more than"), ("a[1-999]b[1-999]", "more than"), ("web[1]_x", "holds '_'"),
        ])
    func refuse(text: String, words: String) {
        let error = #expect(throws: ProvisionError.self) { try names(text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.message.hasPrefix("f:1:1: ") == true)
    }
}
