/// ISO 9660 with Rock Ridge names, else with Joliet's, else with its own. A node's number is the place of its directory
/// record on the disk.
package final class ISOFileSystem: GuestFileSystem {
    private static let directoryLimit = 64 << 20
    /// Each part of a file has up to 4 GiB.
    private static let maximumParts = 64

    /// A file or directory by its record, and by those that continue it.
    private struct Item {
        let record: ISORecord
        let extensions: RockRidge?
        /// Where its parts are, in bytes.
        let parts: [Range<UInt64>]
        let kind: NodeKind

        var size: UInt64 { parts.reduce(0) { $0 + UInt64($1.count) } }
    }

    private let source: any DiskSource
    private let volume: ISOVolume
    private let tolerance: Tolerance

    package let type = "iso9660"

    /// - Throws: `.corrupt`, `.unreadable`.
    package init(_ source: any DiskSource, strict: Bool = false) throws(ExtractionError) {
        self.source = source
        volume = try ISOVolume(source)
        tolerance = Tolerance(strict: strict)
    }

    /// Whether a source has the signature of one.
    package static func isPresent(in source: any DiskSource) throws(ExtractionError) -> Bool {
        try ISOVolume.isPresent(in: source)
    }

    package var uuid: String? { volume.uuid }
    package var label: String? { volume.label }
    package var warnings: [String] { tolerance.warnings }
    package var root: NodeID { NodeID(volume.root) }

    package func node(_ id: NodeID) throws(ExtractionError) -> Node {
        let item = try item(id)
        let size = item.kind == .link ? UInt64(item.extensions?.target?.count ?? 0) : item.size
        return Node(id: id, kind: item.kind, size: size)
    }

    package func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        let item = try item(directory)
        guard item.kind == .directory, let part = item.parts.first else {
            throw ExtractionError(.corrupt, "a file cannot be listed")
        }
        let count = try UInt64(part.count).bounded(by: Self.directoryLimit, "a directory's size")
        let bytes = try source.read(at: part.lowerBound, count: count)
        var entries: [DirectoryEntry] = []
        var at = 0
        var isContinuation = false
        while at < bytes.count {
            guard bytes[at] != 0 else {
                // Records do not cross sectors; zeros fill the rest of one.
                at = (at / Int(ISOVolume.sector) + 1) * Int(ISOVolume.sector)
                continue
            }
            let record: ISORecord
            do throws(ExtractionError) {
                record = try ISORecord(bytes[at...])
            } catch {
                try tolerance.fault(error.message)
                break
            }
            let place = part.lowerBound + UInt64(at)
            if !isContinuation, let name = try name(of: record) {
                guard entries.count < Limits.directoryEntries else {
                    throw ExtractionError(.limit, "a directory has more than \(Limits.directoryEntries) names")
                }
                entries.append(DirectoryEntry(name: name, node: NodeID(place)))
            }
            isContinuation = record.isContinued
            at += record.length
        }
        return entries
    }

    /// Without Rock Ridge, names differ by more than case.
    package func child(of directory: NodeID, named name: [UInt8]) throws(ExtractionError) -> NodeID? {
        let entries = try entries(of: directory)
        if let exact = entries.first(where: { $0.name == name }) { return exact.node }
        if case .rockRidge = volume.naming { return nil }
        let folded = String(decoding: name, as: UTF8.self).lowercased()
        return entries.first { String(decoding: $0.name, as: UTF8.self).lowercased() == folded }?.node
    }

    package func target(of link: NodeID) throws(ExtractionError) -> [UInt8] {
        guard let target = try item(link).extensions?.target else {
            throw ExtractionError(.corrupt, "this is no link")
        }
        return target
    }

    package func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        let item = try item(file)
        guard item.kind == .file else { throw ExtractionError(.corrupt, "this is no file") }
        guard count >= 0, offset <= item.size, UInt64(count) <= item.size - offset else {
            throw ExtractionError(.corrupt, "\(count) bytes at \(offset) lie beyond the end of the file")
        }
        if item.extensions?.isCompressed == true {
            throw ExtractionError(.unsupported, "the file is compressed by zisofs")
        }
        var bytes: [UInt8] = []
        var start: UInt64 = 0
        let end = offset + UInt64(count)
        for part in item.parts {
            let from = max(offset, start)
            let to = min(end, start + UInt64(part.count))
            if from < to { bytes += try source.read(at: part.lowerBound + (from - start), count: Int(to - from)) }
            start += UInt64(part.count)
        }
        return bytes
    }

    // MARK: Records

    private func item(_ id: NodeID) throws(ExtractionError) -> Item {
        let record = try record(at: id.number)
        let extensions = try extensions(of: record)
        if let child = extensions?.child {
            // The directory's own first record, `.`, says how large it is.
            let moved = try self.record(at: UInt64(child) * volume.blockSize)
            return Item(record: moved, extensions: extensions, parts: [try part(of: moved)], kind: .directory)
        }
        guard !record.isInterleaved else { throw ExtractionError(.unsupported, "the file is interleaved with another") }
        var parts = [try part(of: record)]
        var current = record
        var place = id.number
        while current.isContinued {
            place += UInt64(current.length)
            if try source.read(at: place, count: 1) == [0] { place = (place / ISOVolume.sector + 1) * ISOVolume.sector }
            current = try self.record(at: place)
            parts.append(try part(of: current))
            guard parts.count <= Self.maximumParts else {
                throw ExtractionError(.limit, "a file has more than \(Self.maximumParts) parts")
            }
        }
        return Item(record: record, extensions: extensions, parts: parts, kind: kind(of: record, extensions))
    }

    private func record(at place: UInt64) throws(ExtractionError) -> ISORecord {
        try ISORecord(try source.read(at: place, upTo: 256)[...])
    }

    private func part(of record: ISORecord) throws(ExtractionError) -> Range<UInt64> {
        let start = UInt64(record.extent) * volume.blockSize
        // Empty files may be anywhere.
        guard record.size > 0 else { return 0..<0 }
        try source.check(start, Int(record.size))
        return start..<start + UInt64(record.size)
    }

    private func extensions(of record: ISORecord) throws(ExtractionError) -> RockRidge? {
        guard case .rockRidge(let skip) = volume.naming else { return nil }
        let (source, size) = (source, volume.blockSize)
        return try RockRidge(record.system, skip: skip) { block, offset, count throws(ExtractionError) in
            try source.read(at: UInt64(block) * size + UInt64(offset), count: count)
        }
    }

    private func kind(of record: ISORecord, _ extensions: RockRidge?) -> NodeKind {
        if record.isDirectory { return .directory }
        guard let mode = extensions?.mode else { return .file }
        switch mode & 0xF000 {
        case 0xA000: return .link
        case 0x8000: return .file
        default: return .other
        }
    }

    /// The name to show; nil for what is not shown.
    private func name(of record: ISORecord) throws(ExtractionError) -> [UInt8]? {
        guard !record.isSelfOrParent, !record.isAssociated else { return nil }
        var name: [UInt8]
        switch volume.naming {
        case .rockRidge:
            let extensions = try extensions(of: record)
            guard extensions?.isRelocated != true else { return nil }
            name = extensions?.name ?? Self.plain(record.name)
        case .joliet: name = Self.joliet(record.name)
        case .plain: name = Self.plain(record.name)
        }
        guard !name.isEmpty, name != [0x2E], name != [0x2E, 0x2E], !name.contains(0x2F), !name.contains(0) else {
            return nil
        }
        return name
    }

    /// As Linux shows it: in lower case, without the version and the dot that ends a name without suffix.
    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        var name = Array(bytes.prefix { $0 != 0x3B }).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        if name.last == 0x2E { name.removeLast() }
        return name
    }

    private static func joliet(_ bytes: [UInt8]) -> [UInt8] {
        let units = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        return Array(String(decoding: units.prefix { $0 != 0x3B }, as: UTF16.self).utf8)
    }
}
