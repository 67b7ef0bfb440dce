/// A file on one of the disk's file systems, or a part of one.
package struct BootFile: Equatable, Sendable {
    /// The index of the file system in the list that the finder was given.
    package var volume: Int
    /// The path from that file system's top, as the configuration writes it.
    package var path: [UInt8]
    /// The bytes of the file that are meant, for what is a section of a unified kernel image; nil for the whole file.
    package var range: Range<UInt64>?

    package init(volume: Int, path: [UInt8], range: Range<UInt64>? = nil) {
        self.volume = volume
        self.path = path
        self.range = range
    }
}

/// One thing a boot configuration offers to boot.
package struct BootEntry: Equatable, Sendable {
    /// What the entry boots.
    package enum Kind: String, Sendable {
        /// A kernel, perhaps with initial RAM disks.
        case linux
        /// A unified kernel image, whose sections are kernel, RAM disk and arguments.
        case uki
    }

    package var title: [UInt8]
    /// The name by which the configuration's default may mean it, where it has one beside the title.
    package var id: [UInt8]?
    package var kind = Kind.linux
    package var kernel: BootFile?
    /// Initial RAM disks in order; they are joined, each padded to four bytes.
    package var initrds: [BootFile] = []
    /// The kernel's command line.
    package var arguments: [UInt8] = []
    /// Why this entry cannot be booted here, one sentence; nil when it can.
    package var unusable: String?

    package init(title: [UInt8], id: [UInt8]? = nil) {
        self.title = title
        self.id = id
    }

    /// This entry, or why it cannot be booted.
    ///
    /// - Throws: `.unbootable` with the entry's reason.
    package func usable() throws(ExtractionError) -> BootEntry {
        guard let unusable else { return self }
        throw ExtractionError(
            .unbootable, "the entry '\(ExtractionError.printable(title))' cannot be used: \(unusable)")
    }
}
