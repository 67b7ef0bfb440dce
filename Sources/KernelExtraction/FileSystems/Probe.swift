/// The file systems that are read: one row says how one is recognised and opened.
private struct FileSystemRow {
    let isPresent: (any DiskSource) throws(ExtractionError) -> Bool
    let open: (any DiskSource, FileSystemOptions) throws(ExtractionError) -> any GuestFileSystem
}

/// How to open file systems.
package struct FileSystemOptions: Equatable, Sendable {
    /// Refuses wrong checksums instead of warning of them.
    package var isStrict: Bool
    /// Replays the journal of ext file systems in memory.
    package var replaysJournal: Bool

    package init(isStrict: Bool = false, replaysJournal: Bool = true) {
        self.isStrict = isStrict
        self.replaysJournal = replaysJournal
    }
}

/// In the order of how certain the signature is: a boot sector of FAT is the weakest.
private func rows() -> [FileSystemRow] {
    [
        FileSystemRow(isPresent: ExtFileSystem.isPresent) { source, options throws(ExtractionError) in
            try ExtFileSystem(source, strict: options.isStrict, journal: options.replaysJournal)
        },
        FileSystemRow(isPresent: { source throws(ExtractionError) in try has("XFSB", at: 0, source) }) {
            source, options throws(ExtractionError) in
            try XFSFileSystem(source, strict: options.isStrict)
        },
        FileSystemRow(isPresent: { source throws(ExtractionError) in try has("_BHRfS_M", at: 0x10040, source) }) {
            source, options throws(ExtractionError) in
            try BtrfsFileSystem(source, strict: options.isStrict)
        },
        FileSystemRow(isPresent: ISOFileSystem.isPresent) { source, options throws(ExtractionError) in
            try ISOFileSystem(source, strict: options.isStrict)
        },
        FileSystemRow(isPresent: FATFileSystem.isPresent) { source, options throws(ExtractionError) in
            try FATFileSystem(source, strict: options.isStrict)
        },
    ]
}

private func has(_ text: String, at place: UInt64, _ source: any DiskSource) throws(ExtractionError) -> Bool {
    try source.read(at: place, upTo: text.utf8.count).elementsEqual(text.utf8)
}

/// The file system in a partition, a volume or a whole disk, by its signature.
///
/// - Throws: `.unsupported` for what is known and not read, in a sentence that says what it is; `.notFound` for what is
///   unknown; and what opening the file system throws, with its name in front.
package func openFileSystem(
    _ source: any DiskSource, _ options: FileSystemOptions = FileSystemOptions()
) throws(ExtractionError) -> any GuestFileSystem {
    // What lies over a whole device comes first: an encrypted or mirrored device may have old signatures left.
    if let other = try ForeignSignature.find(in: source, isContainer: true) { throw other.error }
    for row in rows() where try row.isPresent(source) { return try row.open(source, options) }
    if let other = try ForeignSignature.find(in: source, isContainer: false) { throw other.error }
    throw ExtractionError(.notFound, "there is no file system that is known")
}
