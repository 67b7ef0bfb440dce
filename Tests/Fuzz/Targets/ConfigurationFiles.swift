import KernelExtraction

/// The files that one kind of boot configuration is in. An input is their contents in this order with a byte 0x1E
/// between them, the last one being all the rest.
package struct ConfigurationFiles: Sendable {
    private static let separator: UInt8 = 0x1E

    package let name: String
    let paths: [String]
    var type = "ext4"

    package static let all = [
        ConfigurationFiles(
            name: "grub", paths: ["/boot/grub/grub.cfg", "/boot/grub/grubenv", "/boot/grub/custom.cfg"]),
        ConfigurationFiles(name: "legacy", paths: ["/boot/grub/menu.lst", "/boot/grub/default"]),
        ConfigurationFiles(
            name: "syslinux", paths: ["/boot/extlinux/extlinux.conf", "/boot/extlinux/other.cfg"]),
        ConfigurationFiles(
            name: "bls",
            paths: [
                "/loader/entries/a-1.2-3.conf", "/loader/loader.conf", "/loader/entries/a-1.10~rc1+2.conf",
                "/boot/grub2/grubenv", "/boot/grub2/grub.cfg",
            ]),
        ConfigurationFiles(
            name: "systemd-boot",
            paths: ["/loader/entries/a+3-1.conf", "/loader/loader.conf", "/EFI/Linux/u+3-1.efi"], type: "vfat"),
        ConfigurationFiles(name: "lilo", paths: ["/etc/lilo.conf"]),
    ]

    /// Makes a disk of these files and looks for its menu.
    ///
    /// - Throws: why there is none.
    package func run(_ input: [UInt8]) throws {
        let parts = input.split(
            separator: Self.separator, maxSplits: paths.count - 1, omittingEmptySubsequences: false)
        let tree = FuzzTree(type: type)
        for file in ["/a", "/b", "/c", "/ia", "/ib", "/xen.gz", "/boot/vmlinuz-1", "/boot/initrd.img-1"] {
            tree.add(file, [1, 2, 3])
        }
        for (path, part) in zip(paths, parts) { tree.add(path, Array(part)) }
        if type == "vfat" { tree.add("/EFI/systemd/systemd-bootx64.efi", [1]) }
        let volumes = [BootVolume(.partition(1), tree), BootVolume(.partition(2), FuzzTree(type: "ext4"))]
        let options = BootMenuOptions(honourNextEntry: true, lilo: name == "lilo")
        let menu = try BootMenuFinder(fileSystems: volumes, options: options).find()
        _ = (menu.listing(volumes), menu.json(volumes))
        for wish in ["0", "1>0", "a"] { _ = try? menu.entry(wish) }
        _ = try menu.entry(nil)
    }
}

/// A file system of a few files in memory.
private final class FuzzTree: GuestFileSystem {
    private struct Thing {
        var names: [(name: [UInt8], number: Int)]?
        var content: [UInt8] = []
    }

    private var things = [Thing(names: [])]
    let type: String
    let uuid: String? = "11-22"
    let label: String? = "guest"
    let warnings: [String] = []
    let root = NodeID(0)

    init(type: String) { self.type = type }

    func add(_ path: String, _ content: [UInt8]) {
        let parts = path.split(separator: "/").map { Array($0.utf8) }
        var folder = 0
        for (index, part) in parts.enumerated() {
            if let known = things[folder].names?.first(where: { $0.name == part }) {
                folder = known.number
                continue
            }
            let number = things.count
            things[folder].names?.append((part, number))
            folder = number
            things.append(index == parts.count - 1 ? Thing(content: content) : Thing(names: []))
        }
    }

    func node(_ id: NodeID) throws(ExtractionError) -> Node {
        let thing = try thing(id)
        return Node(
            id: id, kind: thing.names == nil ? .file : .directory, size: UInt64(thing.content.count))
    }

    func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        (try thing(directory).names ?? []).map { DirectoryEntry(name: $0.name, node: NodeID(UInt64($0.number))) }
    }

    func target(of link: NodeID) throws(ExtractionError) -> [UInt8] { [] }

    func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try MemoryDisk(thing(file).content).read(at: offset, count: count)
    }

    private func thing(_ id: NodeID) throws(ExtractionError) -> Thing {
        guard id.number < UInt64(things.count) else { throw ExtractionError(.corrupt, "no such node") }
        return things[Int(id.number)]
    }
}
