/// How GRUB writes arguments into a kernel's command line (`grub-core/lib/cmdline.c`).
enum GrubCommandLine {
    /// The arguments with single spaces between: one that has spaces in quotes; quotes and backslashes escaped, but not
    /// the backslash of a `\xNN`.
    static func join(_ arguments: some Collection<[UInt8]>) -> [UInt8] {
        Array(arguments.map(written).joined(separator: [0x20]))
    }

    private static func written(_ argument: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for (index, byte) in argument.enumerated() {
            let isEscaped = "\\'\"".utf8.contains(byte) && !isHexadecimal(argument[index...])
            if isEscaped { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        guard argument.contains(0x20) else { return result }
        return [0x22] + result + [0x22]
    }

    /// Whether these bytes begin with a `\xNN`.
    private static func isHexadecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count >= 4 && bytes.starts(with: Array("\\x".utf8))
            && bytes.dropFirst(2).prefix(2).allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
    }
}
