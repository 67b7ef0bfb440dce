/// The reply in pygrub's three formats.
package struct ReplyText {
    private let kernel: String
    private let ramdisk: String?
    private let arguments: [UInt8]

    /// - Parameters: paths of the two files, and the kernel's arguments.
    package init(kernel: String, ramdisk: String?, arguments: [UInt8]) {
        self.kernel = kernel
        self.ramdisk = ramdisk
        self.arguments = arguments
    }

    /// libxl drops an item of this many bytes and more with a mere warning.
    private static let longestItem = 8192

    /// The bytes of the reply.
    ///
    /// - Throws: `.output` when a value holds the format's separator (XSA-198) or is longer than libxl takes.
    package func encoded(_ format: ExtractOptions.Format) throws(ExtractionError) -> [UInt8] {
        switch format {
        case .sxp: return sxp()
        case .simple: return try simple(0x0a)
        case .simple0: return try simple(0)
        }
    }

    private func simple(_ separator: UInt8) throws(ExtractionError) -> [UInt8] {
        let items: [(String, [UInt8])] =
            [("kernel ", Array(kernel.utf8))] + (ramdisk.map { [("ramdisk ", Array($0.utf8))] } ?? [])
            + (arguments.isEmpty ? [] : [("args ", arguments)])
        var bytes: [UInt8] = []
        for (name, value) in items {
            guard !value.contains(separator) else {
                throw ExtractionError(.output, "simple format cannot represent delimiter-containing value")
            }
            guard value.count + name.utf8.count < Self.longestItem else {
                throw ExtractionError(.output, "\(name)is longer than the \(Self.longestItem) bytes that libxl takes")
            }
            bytes += Array(name.utf8) + value + [separator]
        }
        return bytes + [separator]
    }

    private func sxp() -> [UInt8] {
        var text = "linux (kernel \(Self.quoted(Array(kernel.utf8))))"
        if let ramdisk { text += "(ramdisk \(Self.quoted(Array(ramdisk.utf8))))" }
        if !arguments.isEmpty { text += "(args \(Self.quoted(arguments)))" }
        return Array(text.utf8)
    }

    /// A string as Python's `repr` writes it.
    package static func quoted(_ bytes: [UInt8]) -> String {
        let isDouble = bytes.contains(0x27) && !bytes.contains(0x22)
        let quote: Unicode.Scalar = isDouble ? "\"" : "'"
        var text = ""
        text.unicodeScalars.append(quote)
        let isText = String(validating: bytes, as: UTF8.self) != nil
        let scalars = isText ? Array(String(decoding: bytes, as: UTF8.self).unicodeScalars) : bytes.map { .init($0) }
        for scalar in scalars {
            switch scalar {
            case "\\": text += "\\\\"
            case quote: text += "\\" + String(Character(quote))
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.value < 0x20 || (0x7f...0xa0).contains(scalar.value) || !isText && scalar.value > 0x7e:
                let digits = String(scalar.value, radix: 16)
                text += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text.unicodeScalars.append(quote)
        return text
    }
}
