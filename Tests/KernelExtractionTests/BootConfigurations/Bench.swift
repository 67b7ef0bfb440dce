import KernelExtraction

/// A disk of one file system with a configuration and the files that it needs, and the menu found on it.
struct Bench {
    var volumes: [BootVolume]
    var options = BootMenuOptions()

    init(_ volumes: [BootVolume]) { self.volumes = volumes }

    /// One unpartitioned file system with these files.
    init(_ files: [String: String], type: String = "ext4") { volumes = [BootVolume(.disk, Tree(files, type: type))] }

    /// A `grub.cfg`, beside kernels `/a` to `/f` and RAM disks `/ia` to `/if`.
    init(grub script: String, adding files: [String: String] = [:]) {
        self.init(Self.kernels.merging(files) { $1 }.merging(["/boot/grub/grub.cfg": script]) { $1 })
    }

    static let kernels = Dictionary(
        uniqueKeysWithValues: "abcdef".flatMap { [("/\($0)", "kernel \($0)"), ("/i\($0)", "initrd \($0)")] })

    func menu() throws(ExtractionError) -> BootMenu {
        try BootMenuFinder(fileSystems: volumes, options: options).find()
    }
}

extension BootMenu {
    var titles: [String] { entries.map { String(decoding: $0.title, as: UTF8.self) } }
    /// The default entry as `kernel arguments [initrds]`.
    var chosen: String? { defaultEntry.map { entries[$0].shown } }
}

extension BootEntry {
    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The entry as `kernel arguments [initrds]`.
    var shown: String {
        let files = initrds.map { Self.text($0.path) }.joined(separator: " ")
        let words = [kernel.map { Self.text($0.path) } ?? "-", Self.text(arguments)].filter { !$0.isEmpty }
        return words.joined(separator: " ") + (files.isEmpty ? "" : " [\(files)]")
    }
}
