import FoundationEssentials
import Model
import Testing

@testable import Templates

/// A directory for one test's overriding templates, removed with it.
private final class OverrideDirectory {
    let path: String

    init(_ name: String, _ text: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name).mustache"))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var library: TemplateLibrary { TemplateLibrary(overrides: path) }
}

/// Renders a text as if a user had put it in place of a template of ours.
private func render(_ text: String, _ values: [String: TemplateValue]) throws -> String {
    let directory = try OverrideDirectory("netplan", text)
    return try withExtendedLifetime(directory) { try directory.library.render("netplan", values) }
}

private func refusal(_ text: String, _ values: [String: TemplateValue]) throws -> ProvisionError? {
    do {
        _ = try render(text, values)
        return nil
    } catch let error as ProvisionError {
        return error
    }
}

@Suite("templates")
struct TemplateLibraryTests {
    @Test("nothing is escaped")
    func plainText() throws {
        let value = #"a "quoted" & <tagged> 'thing' \ é"#
        #expect(try render("v={{v}} {{{v}}} {{&v}}\n", ["v": .text(value)]) == "v=\(value) \(value) \(value)\n")
        let nested: [String: TemplateValue] = ["l": .list([["v": .text("<&>")]])]
        #expect(try render("{{#l}}\n{{v}}\n{{/l}}\n", nested) == "<&>\n")
    }

    @Test("a user's template takes the place of ours, and only of the one with its name")
    func overrides() throws {
        let directory = try OverrideDirectory("resolv-conf", "mine {{x}}\n")
        let values: [String: TemplateValue] = ["x": .text("1"), "name": .text("eth0.2"), "vlan": .text("2")]
        #expect(try directory.library.render("resolv-conf", values) == "mine 1\n")
        #expect(try directory.library.render("networkd-netdev", values).contains("[NetDev]\nName=eth0.2\n"))
    }

    @Test("a directory of overrides need not exist")
    func noOverrides() throws {
        let library = TemplateLibrary(overrides: "/nonexistent")
        #expect(try library.text(of: "netplan") == TemplateLibrary().text(of: "netplan"))
    }

    @Test("an unknown template is refused", arguments: ["nope", "../netplan", ""])
    func unknownTemplate(_ name: String) throws {
        let error = #expect(throws: ProvisionError.self) { try TemplateLibrary(overrides: "/etc").render(name, [:]) }
        #expect(error?.code == .badInput)
        #expect(error?.message == "there is no template '\(name)'")
    }

    @Test("a template that is not UTF-8 is refused")
    func notText() throws {
        let directory = try OverrideDirectory("netplan", "")
        try Data([0x66, 0xFF]).write(to: URL(filePath: "\(directory.path)/netplan.mustache"))
        let error = #expect(throws: ProvisionError.self) { try directory.library.render("netplan", [:]) }
        #expect(error?.message == "template netplan is not UTF-8 text")
    }

    @Test("a tag without a value is refused with template, line and name")
    func missingValue() throws {
        let error = try refusal("a\n{{known}}\n{{unknown}}\n", ["known": .text("x")])
        #expect(error?.code == .badInput)
        #expect(error?.message == "template netplan, line 3: tag 'unknown' has no value")
    }

    @Test("a section without a value is refused", arguments: ["{{#s}}{{/s}}", "{{^s}}{{/s}}"])
    func missingSection(_ text: String) throws {
        #expect(try refusal(text, [:])?.message == "template netplan, line 1: tag 's' has no value")
    }

    @Test("every group of a list is checked")
    func missingInGroup() throws {
        let groups: TemplateValue = .list([["a": .text("1")], ["b": .text("2")]])
        let error = try refusal("{{#groups}}\n{{a}}\n{{/groups}}\n", ["groups": groups])
        #expect(error?.message == "template netplan, line 2: tag 'a' has no value")
    }

    @Test("a group sees the values around it, and its own first")
    func scopes() throws {
        let values: [String: TemplateValue] = [
            "name": .text("outer"), "both": .text("outer"), "groups": .list([["both": .text("inner")]]),
        ]
        #expect(try render("{{#groups}}{{name}} {{both}}{{/groups}}\n", values) == "outer inner\n")
    }

    @Test("sections follow conditions, lists and texts")
    func sections() throws {
        let text = "{{#on}}1{{/on}}{{^on}}2{{/on}}{{#off}}3{{/off}}{{^off}}4{{/off}}"
        #expect(try render(text, ["on": .flag(true), "off": .flag(false)]) == "14\n")
        #expect(try render(text, ["on": .text("x"), "off": .list([])]) == "14\n")
        #expect(try render("{{#mtu}}\nmtu {{mtu}}\n{{/mtu}}\n", ["mtu": .text("1400")]) == "mtu 1400\n")
        #expect(try render("{{#mtu}}\nmtu {{mtu}}\n{{/mtu}}\n", ["mtu": .flag(false)]).isEmpty)
    }

    @Test("a condition where text is wanted is refused")
    func flagAsText() throws {
        let error = try refusal("{{v}}", ["v": .flag(true)])
        #expect(error?.message == "template netplan, line 1: tag 'v' stands for a condition or a list, not for text")
    }

    @Test("comments need no value")
    func comments() throws {
        #expect(try render("{{! what {is} this }}\nx\n", [:]) == "x\n")
    }

    @Test(
        "what could not be checked is refused",
        arguments: [
            "{{> partial}}", "{{=<% %>=}}", "{{.}}", "{{upper(v)}}", "{{$b}}{{/b}}", "{{%CONTENT_TYPE:HTML}}", "{{}}",
            "{{v", "{{#v}}", "{{/v}}", "{{#v}}{{/w}}", "{{{v}}",
        ])
    func unsupported(_ text: String) throws {
        let error = try #require(try refusal("\n" + text, ["v": .text("x")]))
        #expect(error.code == .badInput)
        #expect(error.message.hasPrefix("template netplan, line 2: "))
    }

    @Test("a section that ends the file without a newline, behind blanks, is rendered")
    func endOfFile() throws {
        #expect(try render("{{#v}}\nx\n{{/v}}  ", ["v": .flag(true)]) == "x\n")
    }

    @Test("every file of the folder is embedded under its name")
    func embedded() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Templates/text").path()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.map { $0.replacing(".mustache", with: "") }.sorted() == TemplateLibrary.embeddedNames)
        for name in TemplateLibrary.embeddedNames {
            let file = try #require(FileManager.default.contents(atPath: "\(folder)/\(name).mustache"))
            #expect(try TemplateLibrary().text(of: name) == String(decoding: file, as: UTF8.self))
            #expect(try !TemplateScanner.tags(of: TemplateLibrary().text(of: name), template: name).isEmpty)
        }
    }
}
