/// What the parent wants from a disk. The worker trusts it.
package struct ExtractionRequest: Equatable, Sendable {
    /// What is to be done.
    package enum Task: UInt8, Sendable {
        /// Hand over kernel, initial RAM disk and arguments.
        case extract
        /// The same checks without handing anything over.
        case check
        /// Say what the boot menu offers, as text.
        case list
        /// The same as JSON.
        case listJSON
    }

    package var task = Task.extract
    /// The entry of the menu: an index, a title or an id; nil for the menu's own default.
    package var entry: [UInt8]?
    /// A path in the guest: no configuration is read then.
    package var kernel: [UInt8]?
    package var ramdisk: [UInt8]?
    /// Appended to the entry's arguments.
    package var arguments: [UInt8] = []
    /// Where the file system begins, in bytes; nil to read the partition table.
    package var offset: UInt64?
    /// How the kernel is to boot; nil for any way that works.
    package var mode: BootMode?
    /// Whether to hand over the plain ELF instead of the image as it is.
    package var unpacks = true
    package var honoursNextEntry = false
    package var lilo = false
    /// How the disk's file systems are read.
    package var fileSystems = FileSystemOptions()
    /// Whether the disk is no disk but a GRUB 2 configuration; nothing but its menu can be had of one.
    package var isConfiguration = false
    /// The user that the worker becomes when started as root.
    package var user: UInt32 = Self.nobody
    /// Whether to do without the sandbox.
    package var isOpen = false

    /// The user that owns nothing.
    package static let nobody: UInt32 = 65534

    package init() {}

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.number(task.rawValue)
        for text in [entry, kernel, ramdisk, arguments] { writer.optional(text) }
        writer.number(UInt8(offset == nil ? 0 : 1))
        writer.number(offset ?? 0)
        writer.number(UInt8(mode.flatMap { BootMode.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0))
        let flags = [
            unpacks, honoursNextEntry, lilo, fileSystems.isStrict, fileSystems.replaysJournal, isConfiguration, isOpen,
        ]
        for flag in flags { writer.number(UInt8(flag ? 1 : 0)) }
        writer.number(user)
        return writer.bytes
    }

    package init(decoding bytes: [UInt8]) throws(ExtractionError) {
        var reader = ByteReader(bytes[...], of: "the request")
        guard let task = Task(rawValue: try reader.number()) else {
            throw ExtractionError(.worker, "the request has an unknown task")
        }
        self.task = task
        entry = try reader.optional()
        kernel = try reader.optional()
        ramdisk = try reader.optional()
        arguments = try reader.optional() ?? []
        let hasOffset = try reader.flag()
        let offset: UInt64 = try reader.number()
        self.offset = hasOffset ? offset : nil
        let mode = Int(try reader.number(UInt8.self)) - 1
        self.mode = BootMode.allCases.indices.contains(mode) ? BootMode.allCases[mode] : nil
        unpacks = try reader.flag()
        honoursNextEntry = try reader.flag()
        lilo = try reader.flag()
        fileSystems.isStrict = try reader.flag()
        fileSystems.replaysJournal = try reader.flag()
        isConfiguration = try reader.flag()
        isOpen = try reader.flag()
        user = try reader.number()
    }
}
