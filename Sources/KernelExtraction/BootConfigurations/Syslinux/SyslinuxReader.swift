/// What the parts of a syslinux configuration share: where its files are, and how much it may still read.
final class SyslinuxReader {
    private static let maximumDepth = 16
    private let disk: BootDisk
    private let volume: Int
    /// The folder to which paths are relative: the first configuration's.
    private let folder: [UInt8]
    private var bytesLeft = 4 << 20
    private var entriesLeft = 1000
    private var depth = 0

    init(_ disk: BootDisk, volume: Int, folder: [UInt8]) {
        self.disk = disk
        self.volume = volume
        self.folder = folder
    }

    /// Pays for reading a file, which may be within others.
    func enter(_ count: Int) throws(ExtractionError) {
        depth += 1
        bytesLeft -= count + 4096
        try nest(depth)
        guard bytesLeft >= 0 else { throw ExtractionError(.limit, "the configuration includes more than 4 MiB") }
    }

    func leave() { depth -= 1 }

    /// Refuses nesting that is too deep.
    func nest(_ depth: Int) throws(ExtractionError) {
        guard depth <= Self.maximumDepth else {
            throw ExtractionError(.limit, "the configuration's menus or files are nested more than 16 deep")
        }
    }

    func spendEntry() throws(ExtractionError) {
        entriesLeft -= 1
        guard entriesLeft >= 0 else { throw ExtractionError(.limit, "the menu has more than 1000 entries") }
    }

    /// Another file of the configuration; nil with a warning where it cannot be read.
    func contents(_ name: [UInt8]) -> [UInt8]? {
        let file = file(name)
        do {
            if let bytes = try disk.contents(volume, file.path) { return bytes }
            disk.warn("the configuration's file \(ExtractionError.printable(file.path)) does not exist")
        } catch {
            disk.warn("the configuration's file \(ExtractionError.printable(file.path)): \(error.message)")
        }
        return nil
    }

    /// A file by its name: relative to the configuration's folder, or where it is not there to the file system's top, as
    /// pygrub has it.
    private func file(_ name: [UInt8]) -> BootFile {
        if name.first == UInt8(ascii: "/") { return BootFile(volume: volume, path: name) }
        let relative = folder + [0x2f] + name
        let top = [0x2f] + name
        let isAtTop = disk.exists(volume, relative) == nil && disk.exists(volume, top) != nil
        return BootFile(volume: volume, path: isAtTop ? top : relative)
    }

    /// Gives an entry what a command line says: a kernel and its arguments, `initrd=` among them; or for `mboot.c32` the
    /// parts between `---`, of which the hypervisor is left out.
    func fill(_ entry: inout BootEntry, _ line: [UInt8], initrd: [UInt8]?, isLinux: Bool) {
        guard line.count <= 1 << 16 else {
            entry.unusable = "its command line is longer than 65536 bytes"
            return
        }
        let words = ConfigurationLines.words(line)
        guard let first = words.first else { return }
        if first.ends(with: Array("mboot.c32".utf8)) { return fillModules(&entry, words.dropFirst()) }
        let foreign = [".c32", ".0", ".bin", ".bs", ".bss", ".com", ".cbt", ".img"]
        if !isLinux, let suffix = foreign.first(where: { first.ends(with: Array($0.utf8)) }) {
            entry.unusable = "it loads a file of the kind '\(suffix)'"
            return
        }
        var initrds = initrd ?? []
        var arguments: [[UInt8]] = []
        for word in words.dropFirst() {
            // The last one counts, and the kernel has no use for it.
            if word.starts(with: Array("initrd=".utf8)) {
                initrds = Array(word.dropFirst("initrd=".utf8.count))
            } else {
                arguments.append(word)
            }
        }
        entry.kernel = file(first)
        entry.arguments = Array(arguments.joined(separator: [0x20]))
        entry.initrds = initrds.split(separator: UInt8(ascii: ",")).prefix(65).map { file(Array($0)) }
    }

    private func fillModules(_ entry: inout BootEntry, _ words: ArraySlice<[UInt8]>) {
        var modules = words.split(separator: Array("---".utf8)).map(Array.init)
        let base = modules.first?.first.map { name in name.split(separator: 0x2f).last.map(Array.init) ?? [] } ?? []
        if modules.count > 2 || base.starts(with: Array("xen".utf8)) { modules = Array(modules.dropFirst()) }
        guard let kernel = modules.first, let name = kernel.first else { return }
        entry.kernel = file(name)
        entry.arguments = Array(kernel.dropFirst().joined(separator: [0x20]))
        entry.initrds = modules.dropFirst().prefix(1).compactMap(\.first).map(file)
    }
}
