/// The backslash escapes that Xen's libxlu_cfg.c carries out within quotes.
enum XLEscape {
    private static let pairs: [(letter: UInt8, meaning: UInt8)] = [
        (UInt8(ascii: "\""), UInt8(ascii: "\"")), (UInt8(ascii: "'"), UInt8(ascii: "'")),
        (UInt8(ascii: "\\"), UInt8(ascii: "\\")), (UInt8(ascii: "a"), 0x07), (UInt8(ascii: "b"), 0x08),
        (UInt8(ascii: "f"), 0x0C), (UInt8(ascii: "n"), 0x0A), (UInt8(ascii: "r"), 0x0D), (UInt8(ascii: "t"), 0x09),
        (UInt8(ascii: "v"), 0x0B),
    ]

    /// What the letter behind a backslash stands for; nil where libxlutil refuses it or gets it wrong.
    static func meaning(of letter: UInt8) -> UInt8? { pairs.first { $0.letter == letter }?.meaning }

    /// The letter that stands for a byte behind a backslash; nil for bytes that need none.
    static func letter(for byte: UInt8) -> UInt8? { pairs.first { $0.meaning == byte }?.letter }
}
