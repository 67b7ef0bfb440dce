import ArgumentParser
import Provision
import Testing

@testable import Commands

@Suite("The options of create")
struct TableOptionsTests {
    private static let help = Program.helpMessage(for: CreateCommand.self, columns: 400)
    private static let completion = Program.completionScript(for: .bash)

    private func given(_ words: String...) throws -> [String: [String]] { try parse(words) }

    private func parse(_ words: [String]) throws -> [String: [String]] {
        let command = try #require(try Program.parseAsRoot(["create"] + words) as? CreateCommand)
        return command.options.given
    }

    @Test("hold every row of the table with its help", arguments: Settings.all.map(\.name))
    func help(name: String) throws {
        let setting = try #require(Settings.named(name))
        for name in [setting.name] + setting.aliases { #expect(Self.help.contains("--" + name)) }
        #expect(Self.help.contains(setting.help))
        if case .choice(let words) = setting.kind {
            #expect(Self.help.contains("One of \(words.joined(separator: ", "))"))
            for word in words { #expect(Self.completion.contains(word)) }
        }
        if let fallback = setting.fallback { #expect(Self.help.contains("(default: \(fallback))")) }
    }

    @Test("stand under the table's headings")
    func headings() {
        for group in Setting.Group.allCases {
            #expect(Self.help.uppercased().contains(group.rawValue.uppercased() + ":"), "\(group)")
        }
    }

    @Test("give nothing that was not given")
    func nothing() throws { #expect(try given() == [:]) }

    @Test("every one that takes a value hands it over by the row's name, under all its names")
    func values() throws {
        let settings = Settings.all.filter { $0.kind != .flag }
        let expected = Dictionary(uniqueKeysWithValues: settings.map { ($0.name, ["of \($0.name)"]) })
        #expect(try parse(settings.map { "--\($0.name)=of \($0.name)" }) == expected)
        #expect(try parse(settings.map { "--\($0.aliases.last ?? $0.name)=of \($0.name)" }) == expected)
    }

    @Test("lists collect, single values keep the last")
    func repeated() throws {
        #expect(try given("--ip", "a", "--ip", "b") == ["ip": ["a", "b"]])
        #expect(try given("--memory=1G", "--memory=2G") == ["memory": ["2G"]])
    }

    @Test("every flag can be turned on and off", arguments: [("--", "yes"), ("--no-", "no")])
    func flags(prefix: String, word: String) throws {
        let settings = Settings.all.filter { $0.kind == .flag }
        let expected = Dictionary(uniqueKeysWithValues: settings.map { ($0.name, [word]) })
        #expect(try parse(settings.map { prefix + $0.name }) == expected)
    }

    @Test("an unknown option is refused")
    func unknown() {
        #expect(throws: (any Error).self) { try Program.parseAsRoot(["create", "--colour"]) }
    }
}
