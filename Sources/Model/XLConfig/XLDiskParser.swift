/// Reads one disk specification as the lexer of libxlu_disk_l.l does: parameter by parameter, where the old prefixes
/// and `target=` are looked for first, then the named parameters, and what is left is positional.
struct XLDiskParser {
    private static let flags: Set<Substring> = [
        "direct-io-safe", "discard", "no-discard", "colo", "no-colo", "trusted", "untrusted", "grant_usage=0",
        "grant_usage=1",
    ]
    private static let keptKeys: Set<Substring> = [
        "backend", "backendtype", "specification", "colo-host", "colo-port", "colo-export", "active-disk",
        "hidden-disk",
    ]
    private static let formatPrefixes: Set<Substring> = ["raw", "qcow", "qcow2", "vhd"]
    private static let scriptPrefixes: Set<Substring> = ["iscsi", "nbd", "enbd", "drbd"]
    private static let plainPrefixes: Set<Substring> = ["tapdisk", "tap", "tap2", "aio", "ioemu", "file", "phy"]

    private let text: String
    private var rest: Substring
    private var target: Substring?
    private var format: XLDisk.Format?
    private var vdev: Substring?
    private var access = XLDisk.Access.readWrite
    private var accessIsSet = false
    private var hasPrefix = false
    private var isCDROM = false
    private var script: String?
    private var others: [String] = []

    init(_ text: String) {
        self.text = text
        rest = text[...]
    }

    mutating func disk() throws(ProvisionError) -> XLDisk {
        skipBlanks()
        while !rest.isEmpty {
            try parameter()
            skipBlanks()
        }
        guard let vdev, !vdev.isEmpty else { throw refusal("it names no vdev") }
        guard target != nil || isCDROM else { throw refusal("it names no target") }
        if isCDROM {
            access = .readOnly
            if target?.isEmpty != false { format = .empty }
        }
        let path = target.flatMap { $0.isEmpty ? nil : String($0) }
        return XLDisk(
            target: path, format: format ?? .raw, vdev: String(vdev), access: access, isCDROM: isCDROM,
            script: script, others: others)
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" } }

    private mutating func parameter() throws(ProvisionError) {
        if rest.hasPrefix("target=") {
            var path = rest.dropFirst(7)
            rest = ""
            if path.hasSuffix(",") { path = path.dropLast() }
            return try setTarget(path)
        }
        if try oldPrefix() { return }
        let part = rest[..<(rest.utf8.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex)]
        rest = Substring(rest.utf8.dropFirst(part.utf8.count + 1))
        if part == "cdrom" {
            isCDROM = true
        } else if Self.flags.contains(part) {
            others.append(String(part))
        } else if let equals = part.firstIndex(of: "=") {
            try named(part[..<equals], part[part.index(after: equals)...], part: part)
        } else {
            try positional(part)
        }
    }

    /// Takes a prefix such as `phy:` off the front. A word with a colon and a letter behind it (`hdc:cdrom`) is none.
    private mutating func oldPrefix() throws(ProvisionError) -> Bool {
        let word = rest.prefix { $0.isASCII && ($0.isLowercase || $0.isNumber) }
        let behind = rest.dropFirst(word.count)
        guard word.first?.isLetter == true, behind.first == ":" else { return false }
        if Self.formatPrefixes.contains(word) {
            try setFormat(word)
        } else if Self.scriptPrefixes.contains(word) {
            try setScript("block-" + word)
        } else if !Self.plainPrefixes.contains(word) {
            let next = behind.dropFirst().first
            if let next, next.isASCII, next.isLowercase || next.isNumber { return false }
            throw refusal("'\(word):' is no prefix that xl knows")
        }
        hasPrefix = true
        rest = behind.dropFirst()
        return true
    }

    private mutating func named(_ key: Substring, _ value: Substring, part: Substring) throws(ProvisionError) {
        switch key {
        case "format": try setFormat(value)
        case "vdev": try setVdev(value)
        case "access": try setAccess(value)
        case "script": try setScript(String(value))
        case "devtype" where value == "cdrom" || value == "disk": isCDROM = value == "cdrom"
        case "devtype": throw refusal("'\(String(value).printable)' is no devtype")
        case _ where Self.keptKeys.contains(key): others.append(String(part))
        default: throw refusal("'\(String(key).printable)' is no parameter of a disk")
        }
    }

    private mutating func positional(_ part: Substring) throws(ProvisionError) {
        if target == nil {
            target = part
        } else if !hasPrefix, format == nil {
            if target?.isEmpty == true, try vdevWithType(part) {
                format = .empty
            } else {
                try setFormat(part)
            }
        } else if vdev == nil {
            if try !vdevWithType(part) { try setVdev(part) }
        } else if !accessIsSet {
            accessIsSet = true
            try setAccess(part)
        } else {
            throw refusal("it has too many positional parameters")
        }
    }

    /// `hdc:cdrom` or `xvda:disk`.
    private mutating func vdevWithType(_ part: Substring) throws(ProvisionError) -> Bool {
        guard let colon = part.lastIndex(of: ":") else { return false }
        let type = part[part.index(after: colon)...]
        guard type == "cdrom" || type == "disk" else { throw refusal("'\(String(type).printable)' is no device type") }
        try setVdev(part[..<colon])
        isCDROM = type == "cdrom"
        return true
    }
}

extension XLDiskParser {
    private mutating func setTarget(_ path: Substring) throws(ProvisionError) {
        guard target?.isEmpty != false else { throw refusal("it has two targets") }
        target = path
    }

    private mutating func setVdev(_ name: Substring) throws(ProvisionError) {
        guard vdev?.isEmpty != false else { throw refusal("it has two vdevs") }
        vdev = name
    }

    private mutating func setScript(_ name: String) throws(ProvisionError) {
        guard script?.isEmpty != false else { throw refusal("it has two scripts") }
        script = name.isEmpty ? nil : name
    }

    private mutating func setFormat(_ name: Substring) throws(ProvisionError) {
        guard let new = XLDisk.Format(rawValue: name.isEmpty ? "raw" : String(name)) else {
            throw refusal("'\(String(name).printable)' is no format")
        }
        guard format == nil || format == new else { throw refusal("it has two formats") }
        format = new
    }

    private mutating func setAccess(_ name: Substring) throws(ProvisionError) {
        switch name {
        case "r", "ro": access = .readOnly
        case "w", "rw", "": access = .readWrite
        default: throw refusal("'\(String(name).printable)' is no access")
        }
    }

    private func refusal(_ reason: String) -> ProvisionError {
        ProvisionError(
            .badInput, "disk '\(text.printable)': \(reason)",
            hint: "write it like format=raw,vdev=xvda1,access=rw,target=/dev/vg/guest-disk")
    }
}
