import Foundation
import KernelExtraction
import Testing

@Suite("The extractor's command line")
struct ExtractOptionsTests {
    private func options(_ arguments: String...) throws(OptionScanner.Misuse) -> ExtractOptions {
        try ExtractOptions(arguments)
    }

    private func misuse(_ arguments: String...) -> String? {
        do {
            _ = try ExtractOptions(arguments)
            return nil
        } catch { return error.message }
    }

    @Test("takes what libxl passes, in the order that it has")
    func libxl() throws {
        let options = try options(
            "--kernel=/k", "--ramdisk=/r", "--args=a b=c", "--runas=65535", "--quiet", "--output=/o",
            "--output-format=simple0", "--output-directory=/d", "/dev/xvda")
        #expect(options.request.kernel == Array("/k".utf8))
        #expect(options.request.ramdisk == Array("/r".utf8))
        #expect(options.request.arguments == Array("a b=c".utf8))
        #expect(options.request.user == 65535)
        #expect(options.output == "/o")
        #expect(options.format == .simple0)
        #expect(options.directory == "/d")
        #expect(options.image == "/dev/xvda")
        #expect(!options.isInteractive)
    }

    @Test("reads options as getopt does: shortened, bundled, behind the disk, with the value apart, and up to --")
    func getopt() throws {
        #expect(try options("disk", "-qi").isInteractive)
        #expect(try options("--output-f", "simple", "disk").format == .simple)
        #expect(try options("--entr", "2", "disk").request.entry == Array("2".utf8))
        #expect(try options("--", "-l").image == "-l")
        #expect(try options("--offset=0", "--", "a", "b").image == "a")
        #expect(try options("--list", "disk").request.task == .list)
    }

    @Test("has pygrub's presets")
    func presets() throws {
        let options = try options("disk")
        #expect(options.format == .sxp)
        #expect(options.directory == "/var/run/xen/pygrub")
        #expect(options.output == nil)
        #expect(options.request.unpacks)
        #expect(try self.options("--output=-", "disk").output == nil)
        #expect(try self.options("-i", "--entry=0", "disk").isInteractive == false)
    }

    @Test("hands the ways of reading on to the worker")
    func ways() throws {
        let request = try options("--strict", "--no-journal", "--isconfig", "--lilo", "--debug", "disk").request
        #expect(request.fileSystems == FileSystemOptions(isStrict: true, replaysJournal: false))
        #expect(request.isConfiguration && request.task == .check)
        #expect(try ExtractionRequest(decoding: request.encoded()) == request)
        #expect(try options("--isconfig", "-l", "disk").request.task == .list)
        let usual = try options("disk").request
        #expect(usual.fileSystems == FileSystemOptions() && !usual.isConfiguration)
        #expect(try ExtractionRequest(decoding: usual.encoded()) == usual)
    }

    @Test("is explained whole by the help and by the manual page")
    func explained() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let page = try String(
            contentsOf: tests.appending(path: "../../docs/man/xen-extract-kernel.8"), encoding: .utf8
        ).replacing("\\-", with: "-")
        // Nothing to be said about these in a few words.
        let shown = ExtractOptions.names.filter { !["help", "debug", "decompress"].contains($0) }
        for name in shown { #expect(ExtractOptions.help.contains("--\(name)"), "--\(name)") }
        for name in ExtractOptions.names { #expect(page.contains("--\(name)"), "--\(name)") }
    }

    @Test("refuses what makes no sense, and says why")
    func refusals() {
        #expect(misuse() == "which disk?")
        #expect(misuse("--out=x", "d") == "--out may be one of --output, --output-format, --output-directory")
        #expect(misuse("--quiet=1", "d") == "--quiet takes no value")
        #expect(misuse("d", "--entry") == "--entry needs a value")
        #expect(misuse("-z", "d") == "there is no option -z")
        #expect(misuse("--runas=root", "d") == "runas value must be an integer user id")
        #expect(misuse("--runas=0", "d")?.contains("root") == true)
        #expect(misuse("--offset=x", "d") == "offset value must be an integer")
        #expect(misuse("--output-format=xml", "d") == "unknown output format xml")
        #expect(misuse("-i", "--runas=1000", "d") == "In order to use --runas, you must also set --entry or -q")
        #expect(misuse("--type=hvm", "d") == "--type is pv or pvh")
        #expect(misuse("--json", "d") == "--json goes with --list-entries")
        #expect(misuse("--timeout=0", "d") != nil)
        #expect(misuse("--sandbox=maybe", "d") != nil)
    }
}

@Suite("The reply to the caller")
struct ReplyTextTests {
    @Test("in the simple formats refuses a value with the separator in it, and one that libxl would drop")
    func separators() throws {
        let message = "simple format cannot represent delimiter-containing value"
        let newline = ReplyText(kernel: "/a\nramdisk /etc/shadow", ramdisk: nil, arguments: [])
        #expect(throws: ExtractionError(.output, message)) { try newline.encoded(.simple) }
        let zero = ReplyText(kernel: "/a", ramdisk: nil, arguments: Array("x\0ramdisk /etc/shadow".utf8))
        #expect(throws: ExtractionError(.output, message)) { try zero.encoded(.simple0) }
        let long = ReplyText(kernel: "/a", ramdisk: nil, arguments: Array(repeating: 65, count: 8192))
        #expect(throws: ExtractionError.self) { try long.encoded(.simple0) }
    }

    /// Each pair is what Python 3 prints for `repr`.
    @Test(
        "in the sxp format quotes as Python does",
        arguments: [
            ("plain", "'plain'"), ("it's", #""it's""#), (#"say "x""#, #"'say "x"'"#), (#"it's "x""#, #"'it\'s "x"'"#),
            (#"a\b"#, #"'a\\b'"#), ("tab\there", #"'tab\there'"#), ("caf\u{e9}", "'café'"), ("\u{1b}[", #"'\x1b['"#),
            ("\u{80}", #"'\x80'"#),
        ])
    func quoting(text: String, expected: String) {
        #expect(ReplyText.quoted(Array(text.utf8)) == expected)
    }

    @Test("shows bytes that are no text as such")
    func bytes() { #expect(ReplyText.quoted([0x61, 0xff]) == #"'a\xff'"#) }
}

@Suite("The menu on a terminal")
struct MenuPromptTests {
    private let prompt = MenuPrompt(
        [
            .init(title: Array("First \u{1b}[2J".utf8), isUsable: true),
            .init(title: Array("Xen".utf8), isUsable: false),
            .init(title: Array("Third".utf8), isUsable: true),
        ], preset: 2)

    @Test("shows numbers and titles without escape sequences")
    func text() {
        #expect(prompt.text == "  0  First \\x1b[2J\n  1  Xen (cannot be booted)\n* 2  Third\n")
    }

    @Test("takes a number or nothing, and no entry that cannot be booted")
    func answers() {
        #expect(prompt.choice("") == 2)
        #expect(prompt.choice("0") == 0)
        for answer in ["1", "3", "-1", "x"] { #expect(prompt.choice(answer) == nil) }
    }
}
