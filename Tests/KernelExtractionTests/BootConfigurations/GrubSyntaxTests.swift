import Foundation
import KernelExtraction
import Testing

/// GRUB's own `grub-script-check` as the judge of what is a script.
@Suite("The syntax of GRUB 2 scripts", .enabled(if: GrubScriptCheck.isThere, "grub-script-check is not installed"))
struct GrubSyntaxTests {
    static let scripts = [
        "menuentry A { linux /x }", "menuentry A { linux /x; }", "menuentry A{ linux /x\n}", "menuentry A {}",
        "menuentry A { }",
        "menuentry A\n{\ntrue\n}", "menuentry a { menuentry b { true ; } }", "a { b } { c }", "a { b; } c",
        "a { b\n} # c",
        "echo }", "echo a}", "echo {a", "{ echo a; }", "}", "echo a && b", "echo a || b", "echo a | b", "echo a & b",
        "echo a > b", "echo a <b", "echo a;; echo b", "; echo", "echo a ;\n ; b", "a ;\n b", "echo $", "echo ${a",
        "echo ${}",
        "echo ${a-b}", "echo $-", "echo \"$\"", "echo \"$a", "echo \"${a\"", "echo $10 ${10} $1a", "echo ${1a}",
        "echo $1 $@ $* $# $? ${1} ${@}", "echo \"a\nb\" c", "echo 'a\nb' c", "echo \"a", "echo 'a", "echo $\"x\"",
        "echo a\\\nb",
        "echo a\\", "echo \"a\\\"b\"", "echo if then fi", "in", "do", "fi", "done", "case x", "select", "time", "[[ a",
        "echo ]]",
        "echo [ ]", "[ a = b ]", "! true", "if ! true; then a; fi", "\"if\" a", "\\if a", "a=b", "a=b c", "f() { a; }",
        "if true; then fi", "if true; then\nfi", "if true then a; fi", "if\na\nthen\nb\nfi", "if a; then b; else fi",
        "if a; then b; elif c; then d; else e; fi", "if a; then b; fi c", "if a; then b", "if a { b\n}\nthen c\nfi",
        "for i in a b; do c; done", "for i in; do c; done", "for i; do c; done", "for 1 in a; do c; done",
        "for a-b in c; do d; done",
        "for i in a\ndo\nb\ndone", "for i\nin a; do b; done", "for if in a; do b; done", "while a; do b; done",
        "while a\ndo\nb\ndone",
        "until a; do b; done", "while a; do done", "function f { a; }", "function f {\n}", "function f\n{\na\n}",
        "function f { a }",
        "function 1f { a; }", "function if { a\n}", "function f { a; } b", "if a; then function f { b\n}\nfi",
        "echo a#b", "echo a #b \"",
        "# only", "a ; # c", "", "\n\n", "echo a\r\necho b", "a\tb\u{b}c", "echo \"\\x\" '\\'",
        "menuentry 'a' --class b $c 'd' {\nlinux /x\n}",
    ]

    @Test("is GRUB's", arguments: scripts)
    func fixed(script: String) throws {
        // With a command at the end, because the tool also refuses scripts without any.
        let whole = script + "\ntrue\n"
        #expect(try GrubConfiguration.mistakes(in: Array(whole.utf8)).isEmpty == GrubScriptCheck.accepts(whole))
    }

    private static let pieces = [
        "if", "then", "fi", "else", "elif", "for", "x", "in", "do", "done", "while", "until", "function", "{", "}", ";",
        "\n",
        "a", "\"q r\"", "'l'", "$v", "${v}", "#c\n", "\\", "&&", "[", "]", "if a; then b; fi", "while a; do b; done",
        "\"", "'",
        "m { a; }", "function f {\na\n}\n", "for x in", ";\n", "!", "=",
    ]

    @Test("is GRUB's for what dice make", arguments: 1...12)
    func random(seed: Int) throws {
        var dice = Dice(UInt64(seed))
        for _ in 0..<25 {
            let count = Int.random(in: 1...9, using: &dice)
            let words = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &dice) }
            let script = words.joined(separator: Bool.random(using: &dice) ? " " : "") + "\ntrue\n"
            #expect(
                try GrubConfiguration.mistakes(in: Array(script.utf8)).isEmpty == GrubScriptCheck.accepts(script),
                "\(script.debugDescription)")
        }
    }
}

/// The tool `grub-script-check`.
enum GrubScriptCheck {
    private static let path = "/usr/bin/grub-script-check"

    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Whether the tool finds no mistake.
    static func accepts(_ script: String) throws -> Bool {
        let process = Process()
        let input = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
