import Model

/// Lets the entries of an archive in, one after the other, or says why not.
///
/// It keeps the tree that the archive describes as a value and finds every entry's real place in it: `lib/x` behind the
/// link `lib -> usr/lib` belongs to `usr/lib/x`. An absolute link target means a place inside the guest. What it lets in is
/// then written to its real place, through no link at all.
struct ArchiveGate {
    /// Where to write an entry.
    enum Verdict: Equatable {
        case write(path: [UInt8], hardLink: [UInt8]?)
        case skip
    }

    private enum Node: Equatable {
        case directory, file, device, fifo
        case link([UInt8])
    }

    let archive: String
    let devices: UnpackPolicy.Devices
    private var nodes: [[UInt8]: Node] = [:]

    init(archive: String, devices: UnpackPolicy.Devices) {
        self.archive = archive
        self.devices = devices
    }

    /// - Throws: `.badInput` that names the entry, for everything that could reach outside the root or that no archive of
    ///   a root holds.
    mutating func admit(_ entry: ArchiveEntry) throws(ProvisionError) -> Verdict {
        let name = quote(entry.path)
        let parts = try parts(of: entry.path, "the entry \(name)")
        guard let last = parts.last else {
            guard entry.kind == .directory else { throw refusal("gives the root itself as something else: \(name)") }
            return .write(path: ArchivePath.dot, hardLink: nil)
        }
        var place = try resolve(Array(parts.dropLast()), of: "the entry \(name)", makesMissing: true)
        let depth = place.components.count
        place.components.append(last)
        switch entry.kind {
        case .directory: try enter(.directory, at: place, name)
        case .file: try enter(.file, at: place, name)
        case .fifo: try enter(.fifo, at: place, name)
        case .link(let target):
            try checkTarget(target, depth: depth, name)
            try enter(.link(target), at: place, name)
        case .device:
            try checkDevice(place, name)
            try enter(.device, at: place, name)
            if devices == .skipped { return .skip }
        case .hardLink(let target): return try admitHardLink(to: target, at: place, name)
        case .unknown: throw refusal("holds an entry of unknown kind: \(name)")
        }
        return .write(path: place.bytes, hardLink: nil)
    }

    private mutating func admitHardLink(
        to target: [UInt8], at place: ArchivePath, _ name: String
    ) throws(ProvisionError) -> Verdict {
        let subject = "the hard link \(name) to \(quote(target))"
        let parts = try parts(of: target, subject)
        guard let last = parts.last else { throw refusal("holds \(subject), which is a directory") }
        var source = try resolve(Array(parts.dropLast()), of: subject, makesMissing: false)
        source.components.append(last)
        guard let node = nodes[source.bytes] else {
            throw refusal("holds \(subject), which is not in the archive before it")
        }
        switch node {
        case .directory: throw refusal("holds \(subject), which is a directory")
        case .link: throw refusal("holds \(subject), which is a symbolic link")
        case .device: try checkDevice(place, name)
        case .file, .fifo: break
        }
        try enter(node, at: place, name)
        if node == .device, devices == .skipped { return .skip }
        return .write(path: place.bytes, hardLink: source.bytes)
    }

    /// Notes what is at a place. The same name twice is legal (tar appends), as another kind it is not: an archive that
    /// turns a directory into a link halfway is made to deceive.
    private mutating func enter(_ node: Node, at place: ArchivePath, _ name: String) throws(ProvisionError) {
        let key = place.bytes
        switch (nodes[key], node) {
        case (nil, _), (.link, .link): break
        case (let old, _):
            guard old == node else { throw refusal("holds \(name) twice, as different kinds of file") }
        }
        nodes[key] = node
    }
}

extension ArchiveGate {
    /// Splits a name and refuses those that say themselves that they leave the root.
    private func parts(of path: [UInt8], _ subject: String) throws(ProvisionError) -> [[UInt8]] {
        guard let first = path.first else { throw refusal("holds an entry with an empty name") }
        guard first != UInt8(ascii: "/") else { throw refusal("holds \(subject), an absolute name") }
        let parts = ArchivePath.parts(of: path)
        guard !parts.contains(ArchivePath.dotDot) else {
            throw refusal("holds \(subject), which leads upwards with '..'")
        }
        return parts
    }

    /// The real place of a directory, links of the archive followed inside the root.
    ///
    /// - Parameter makesMissing: directories that the archive does not mention are noted, as unpacking will make them;
    ///   else they are refused. Where a link leads, the archive must have a directory already.
    private mutating func resolve(
        _ parts: [[UInt8]], of subject: String, makesMissing: Bool
    ) throws(ProvisionError) -> ArchivePath {
        var place = ArchivePath(components: [])
        var pending = parts.reversed().map { (part: $0, behindLink: nil as String?) }
        var hops = 0
        while let (part, link) = pending.popLast() {
            if part == ArchivePath.dotDot {
                guard place.components.popLast() != nil else {
                    throw refusal("holds \(subject), which the link \(link ?? "") leads out of the root")
                }
                continue
            }
            place.components.append(part)
            let key = place.bytes
            switch nodes[key] {
            case .directory: break
            case .link(let target):
                hops += 1
                guard hops <= 40 else { throw refusal("holds \(subject), which lies behind a circle of links") }
                if target.first == UInt8(ascii: "/") { place.components = [] } else { place.components.removeLast() }
                let name = "\(quote(key)) -> \(quote(target))"
                pending += ArchivePath.parts(of: target).reversed().map { ($0, name) }
            case nil:
                guard link == nil else {
                    throw refusal("holds \(subject), but the link \(link ?? "") leads to no directory of the archive")
                }
                guard makesMissing else { throw refusal("holds \(subject), which is not in the archive before it") }
                nodes[key] = .directory
            case .file, .device, .fifo:
                throw refusal("holds \(subject), but \(quote(key)) is not a directory")
            }
        }
        return place
    }

    /// A relative target must not climb above the root. Absolute ones are usual and mean the guest's own root.
    private func checkTarget(_ target: [UInt8], depth: Int, _ name: String) throws(ProvisionError) {
        guard let first = target.first else { throw refusal("holds the link \(name) to nothing") }
        guard first != UInt8(ascii: "/") else { return }
        var depth = depth
        for part in ArchivePath.parts(of: target) {
            depth += part == ArchivePath.dotDot ? -1 : 1
            guard depth >= 0 else {
                throw refusal("holds the link \(name) to \(quote(target)), which climbs above the root")
            }
        }
    }

    private func checkDevice(_ place: ArchivePath, _ name: String) throws(ProvisionError) {
        guard place.components.count > 1, place.components[0] == Array("dev".utf8) else {
            throw refusal("holds the device \(name) outside dev/")
        }
    }

    private func refusal(_ reason: String) -> ProvisionError {
        ProvisionError(
            .badInput, "\(archive) \(reason)",
            hint: "unpack only what you trust; a good archive is made inside its root: tar -C root --numeric-owner -c ."
        )
    }

    private func quote(_ bytes: [UInt8]) -> String { "'\(String(decoding: bytes, as: UTF8.self).printable)'" }
}
