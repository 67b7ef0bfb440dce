/// What all parts of one configuration share while it is interpreted: the disk, the wishes, and what may still be spent.
final class GrubSession {
    let disk: BootDisk
    let options: BootMenuOptions
    /// The volume with the configuration: what a device that this disk does not have is taken for.
    let home: Int
    /// The folder above which the configuration lies on a file system with subvolumes (`/@`), mostly empty.
    let prefix: String
    /// Names that `loopback` gave to image files.
    var loopDevices: Set<String> = []
    #if FUZZING
        // A script that does nothing but loop is found as well in a moment.
        private var steps = 20_000
    #else
        private var steps = 500_000
    #endif
    private var entries = 1000

    init(disk: BootDisk, options: BootMenuOptions, home: Int, prefix: String) {
        self.disk = disk
        self.options = options
        self.home = home
        self.prefix = prefix
    }

    /// Pays for work: a command is one step, the look-up of a file a hundred.
    ///
    /// - Throws: `.limit` when the configuration has used up what it may do.
    func spend(_ amount: Int) throws(ExtractionError) {
        steps -= amount
        guard steps >= 0 else { throw ExtractionError(.limit, "the script does not end within its budget of steps") }
    }

    /// Pays for a menu entry.
    func spendEntry() throws(ExtractionError) {
        entries -= 1
        guard entries >= 0 else { throw ExtractionError(.limit, "the menu has more than 1000 entries") }
    }
}

// MARK: - Paths

extension GrubSession {
    /// The file that a path in a script means: `(device)/path`, or `/path` on the device `root`.
    ///
    /// - Throws: `.unsupported` for what is on no file system of this disk: a block list, a loop device, the network.
    func file(_ name: [UInt8], root: [UInt8]?) throws(ExtractionError) -> BootFile {
        let shown = ExtractionError.printable(name)
        guard let first = name.first else { throw ExtractionError(.unsupported, "a file without a name") }
        if first == UInt8(ascii: "/") { return BootFile(volume: try volume(root ?? []), path: name) }
        guard first == UInt8(ascii: "("), let close = name.firstIndex(of: UInt8(ascii: ")")) else {
            throw ExtractionError(.unsupported, "\(shown) is no path")
        }
        let path = Array(name[(close + 1)...])
        guard path.first ?? UInt8(ascii: "/") == UInt8(ascii: "/") else {
            throw ExtractionError(.unsupported, "\(shown) is a list of blocks")
        }
        return BootFile(volume: try volume(Array(name[1..<close])), path: path.isEmpty ? [0x2f] : path)
    }

    /// The same for a file that must be there. On a file system with subvolumes a path may count from the subvolume with
    /// the configuration, or from the top that another volume of the same partition shows.
    func located(_ name: [UInt8], root: [UInt8]?) throws(ExtractionError) -> BootFile {
        let file = try file(name, root: root)
        guard disk.volumes[file.volume].files.type == "btrfs", disk.exists(file.volume, file.path) == nil else {
            return file
        }
        let within = BootFile(volume: file.volume, path: Array(prefix.utf8) + file.path)
        let twins = disk.volumes.indices.filter { disk.volumes[$0].place == disk.volumes[file.volume].place }
        let others = [within] + twins.map { BootFile(volume: $0, path: file.path) }
        return others.first { disk.exists($0.volume, $0.path) != nil } ?? file
    }

    /// The volume for a device name; the configuration's own where this disk has no such device, as pygrub does.
    private func volume(_ device: [UInt8]) throws(ExtractionError) -> Int {
        if let volume = disk.volume(device: device) { return volume }
        guard !device.isEmpty else { return home }
        let name = String(decoding: device, as: UTF8.self)
        let shown = ExtractionError.printable(device)
        let foreign = ["crypto", "luks", "memdisk", "proc", "tftp", "http", "pxe", "efinet"]
        if loopDevices.contains(name) || foreign.contains(where: { name.hasPrefix($0) }) {
            throw ExtractionError(.unsupported, "the device '\(shown)' is no file system of this disk")
        }
        disk.warn("this disk has no device '\(shown)'; \(disk.volumes[home].description) is taken for it")
        return home
    }
}
