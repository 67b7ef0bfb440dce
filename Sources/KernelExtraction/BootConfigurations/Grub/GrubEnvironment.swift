/// The variables of a GRUB script, and which of them a nested menu sees.
struct GrubEnvironment {
    private var values: [String: [UInt8]] = [:]
    private var exported: Set<String> = []

    /// A variable's value; nil where it is not set.
    subscript(name: String) -> [UInt8]? {
        get { values[name] }
        set {
            guard let newValue else {
                values[name] = nil
                return
            }
            // GRUB's own hook on `root`: the device is kept without its brackets.
            let isBracketed = newValue.count >= 2 && newValue.first == 0x28 && newValue.last == 0x29
            values[name] = name == "root" && isBracketed ? Array(newValue.dropFirst().dropLast()) : newValue
        }
    }

    /// Makes a variable visible in nested menus.
    mutating func export(_ name: String) { exported.insert(name) }

    /// What a submenu or a `configfile` begins with: the exported variables only.
    func nested() -> GrubEnvironment {
        var inner = GrubEnvironment()
        inner.exported = exported
        inner.values = values.filter { exported.contains($0.key) }
        return inner
    }
}

/// GRUB's environment block, the file `grubenv` that `grub-reboot` and `grub-set-default` write.
enum GrubEnvironmentBlock {
    private static let signature = Array("# GRUB Environment Block\n".utf8)

    /// The variables of a block in order; nil when the bytes are none.
    static func parse(_ bytes: [UInt8]) -> [(name: String, value: [UInt8])]? {
        guard bytes.starts(with: signature) else { return nil }
        var variables: [(String, [UInt8])] = []
        var position = signature.count
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "#") {
                position = (bytes[position...].firstIndex(of: 0x0a) ?? bytes.count) + 1
                continue
            }
            var line: [UInt8] = []
            while position < bytes.count, bytes[position] != 0x0a {
                if bytes[position] == UInt8(ascii: "\\") { position += 1 }
                if position < bytes.count { line.append(bytes[position]) }
                position += 1
            }
            position += 1
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > 0, line.count <= 1 << 14 else {
                continue
            }
            variables.append((String(decoding: line[..<equals], as: UTF8.self), Array(line[(equals + 1)...])))
        }
        return variables
    }
}
