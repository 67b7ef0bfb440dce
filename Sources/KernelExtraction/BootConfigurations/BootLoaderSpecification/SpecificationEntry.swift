/// A boot loader specification entry: a file of keys and values.
struct SpecificationEntry {
    /// The file's name without `.conf`.
    var name: [UInt8]
    private var values: [(key: String, value: [UInt8])] = []

    /// - Parameters:
    ///   - name: the file's name without `.conf`.
    ///   - bytes: the file; lines are a key, blanks and a value, or a comment.
    init(name: [UInt8], _ bytes: [UInt8]) {
        self.name = name
        for line in ConfigurationLines.plain(bytes) where line.first != UInt8(ascii: "#") {
            let (word, value) = ConfigurationLines.split(line, at: " \t")
            if !value.isEmpty { values.append((String(decoding: word, as: UTF8.self), value)) }
        }
    }

    /// A key's first value.
    subscript(key: String) -> [UInt8]? { values.first { $0.key == key }?.value }

    /// All values of a key in order.
    func all(_ key: String) -> [[UInt8]] { values.filter { $0.key == key }.map(\.value) }

    /// The entries in a directory; hidden files and those that cannot be read are passed over, the latter with a warning.
    static func entries(_ disk: BootDisk, _ volume: Int, _ directory: [UInt8]) -> [SpecificationEntry] {
        let suffix = Array(".conf".utf8)
        var entries: [SpecificationEntry] = []
        do {
            for name in try disk.names(volume, directory).prefix(maximumFiles)
            where name.count > suffix.count && name.suffix(suffix.count).elementsEqual(suffix) && name.first != 0x2e {
                let path = directory + [0x2f] + name
                guard let bytes = try disk.contents(volume, path, limit: maximumSize) else { continue }
                entries.append(SpecificationEntry(name: Array(name.dropLast(suffix.count)), bytes))
                guard entries.count < maximumEntries else { break }
            }
        } catch {
            disk.warn("\(ExtractionError.printable(directory)): \(error.message)")
        }
        return entries
    }

    private static let maximumFiles = 10_000
    private static let maximumEntries = 256
    private static let maximumSize = 1 << 16
}
