import ArgumentParser
import Foundation
import Provision
import Testing

@testable import Commands

@Suite("The manual page")
struct ManualPageTests {
    private let page = ManualPage().text

    private func escaped(_ text: String) -> String { text.replacing("-", with: "\\-") }

    @Test("has every setting under all its names, with its default")
    func settings() {
        for setting in Settings.all {
            for name in [setting.name] + setting.aliases { #expect(page.contains(escaped("--" + name)), "\(name)") }
            #expect(page.contains(escaped(setting.help)), "\(setting.name)")
            if let fallback = setting.fallback {
                #expect(page.contains(escaped("The default is \(fallback).")), "\(setting.name)")
            }
        }
    }

    @Test(
        "has every option of the other commands",
        arguments: ["delete", "list", "lock", "recover", "doctor", "import", "show", "start", "stop", "test-boot"])
    func commands(name: String) throws {
        let section = try #require(
            page.components(separatedBy: "\n.SH ").first { $0.hasPrefix("OPTIONS OF \(name.uppercased())\n") })
        let command = try #require(
            Program.configuration.subcommands.first { $0.configuration.commandName == name })
        let help = Program.helpMessage(for: command, columns: 400)
        var count = 0
        for line in help.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let option = words.first, option.hasPrefix("--"), !["--version", "--help"].contains(option) else {
                continue
            }
            count += 1
            #expect(section.contains(escaped(String(option))), "\(option)")
        }
        #expect(count > 0)
    }

    @Test("mentions every option of every command, with those of commands within commands")
    func everything() {
        for command in Program.configuration.subcommands { expectOptions(of: command, []) }
    }

    private func expectOptions(of command: any ParsableCommand.Type, _ parents: [String]) {
        let path = parents + [command.configuration.commandName ?? "\(command)".lowercased()]
        for name in Self.options(of: command) where Settings.named(name) == nil {
            #expect(page.contains(escaped("--" + name)), "\(path.joined(separator: " ")) --\(name)")
        }
        for inner in command.configuration.subcommands { expectOptions(of: inner, path) }
    }

    /// The long options that a command's help shows, without those that all have.
    private static func options(of command: any ParsableCommand.Type) -> [String] {
        var names: [String] = []
        for line in Program.helpMessage(for: command, columns: 400).split(separator: "\n") {
            // Options stand two blanks in, their explanations further.
            guard line.hasPrefix("  -") else { continue }
            for word in line.split(whereSeparator: { " ,/".contains($0) }).prefix(while: { $0.hasPrefix("-") })
            where word.hasPrefix("--") {
                let name = String(word.dropFirst(2))
                let isNegation = name.hasPrefix("no-") && Settings.named(String(name.dropFirst(3))) != nil
                if !["version", "help"].contains(name), !isNegation { names.append(name) }
            }
        }
        return names
    }

    @Test("has every exit status")
    func statuses() {
        for status in [0, 1, 2, 3, 64, 65, 69, 73, 75, 77, 130] {
            #expect(page.contains(".B \(status)\n"), "\(status)")
        }
    }

    @Test("is good to groff", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")))
    func groff() throws {
        let scratch = try Scratch()
        let file = try scratch.write("page.8", page)
        let process = Process()
        let errors = try scratch.write("errors", "")
        process.executableURL = URL(filePath: "/usr/bin/groff")
        process.arguments = ["-man", "-Tutf8", "-ww", "-rLL=100n", file]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try String(contentsOfFile: errors, encoding: .utf8) == "")
    }
}

@Suite("The sample configuration")
struct SampleConfigurationTests {
    private let text = SampleConfiguration().text

    @Test("has every setting that a file can give, and no secret")
    func settings() {
        for setting in Settings.all where setting.group != .run {
            let isThere = text.contains("\n#\(setting.name) = ")
            #expect(isThere != Settings.secret.contains(setting), "\(setting.name)")
        }
    }

    @Test("as it is says nothing; with every value uncommented it gives the defaults")
    func defaults() throws {
        #expect(try XenToolsConf(parsing: text, file: "sample").keys == [])
        let lines = text.split(separator: "\n").map { line -> String in
            let isValue = line.hasPrefix("#") && !line.hasPrefix("# ") && !line.hasPrefix("##") && line.contains(" = ")
            return isValue ? String(line.dropFirst()) : String(line)
        }
        let conf = try XenToolsConf(parsing: lines.joined(separator: "\n"), file: "sample")
        let expected = Settings.all.filter { $0.group != .run && !Settings.secret.contains($0) }
        #expect(conf.keys == expected.map(\.name).sorted())
        for setting in expected { #expect(conf[setting.name]?.raw == setting.fallback ?? "", "\(setting.name)") }
    }
}
