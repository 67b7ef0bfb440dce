import Fleet
import FoundationEssentials
import Provision
import Testing

@Suite("The schema of fleet files")
struct SchemaTests {
    private struct Schema: Decodable {
        struct Definition: Decodable {
            var properties: [String: Property]?
        }
        struct Property: Decodable {
            var `enum`: [Word]?
            var description: String?
            var reference: String?

            enum CodingKeys: String, CodingKey {
                case `enum`, description
                case reference = "$ref"
            }
        }
        /// A text, or something else that it may be.
        struct Word: Decodable {
            let text: String?
            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }
        var properties: [String: Property]
        var definitions: [String: Definition]

        enum CodingKeys: String, CodingKey {
            case properties
            case definitions = "$defs"
        }
    }

    private func schema() throws -> Schema {
        try JSONDecoder().decode(Schema.self, from: Data(FleetSchema.text().utf8))
    }

    @Test("knows every row of the settings table that a guest can have, under all its names")
    func rows() throws {
        let layer = try #require(try schema().definitions["layer"]?.properties)
        for row in Settings.all where row.group != .run && ![Settings.hostname, Settings.force].contains(row) {
            for name in [row.name] + row.aliases {
                #expect(layer[name]?.description == row.help, "\(name)")
                #expect((layer[name + "+"] != nil) == (row.kind == .list), "\(name)+")
            }
        }
        #expect(layer["hostname"] == nil)
        #expect(layer["dry-run"] == nil)
        #expect(layer["password"]?.reference == "#/$defs/secret")
        #expect(layer["fs"]?.enum?.map(\.text) == ["ext2", "ext3", "ext4", "xfs", "btrfs"])
    }

    @Test("knows every key of the file")
    func top() throws {
        #expect(Set(try schema().properties.keys) == Set(FleetKeys.top))
    }
}
