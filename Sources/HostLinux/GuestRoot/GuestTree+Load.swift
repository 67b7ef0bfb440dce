import CHostShims
import Glibc
import Model

extension GuestTree {
    /// Loads what an edit asks for. Where one path is in several lists, `lists` wins over `reads` over `probes`.
    ///
    /// A path that cannot be reached, because a parent is missing, is no directory or is a link that leads nowhere, is
    /// missing. A device, fifo or socket that was to be read is `.present`.
    ///
    /// - Throws: `.badInput` for a file above `largestFile`, `.failed` or `.notPermitted` when something cannot be read.
    package func load(
        reads: [GuestPath], probes: [GuestPath], lists: [GuestPath]
    ) throws(ProvisionError) -> GuestFiles {
        var files = GuestFiles()
        for path in probes where try open(path, HS_O_PATH) != nil { files[path] = .present }
        for path in reads {
            if let entry = try entry(at: path) { files[path] = entry }
        }
        for path in lists {
            if let directory = try listing(of: path) { files[path] = .directory(directory) }
        }
        return files
    }

    /// What is at the path itself; a link there is not followed.
    private func entry(at path: GuestPath) throws(ProvisionError) -> GuestEntry? {
        guard let parent = try parent(of: path) else { return nil }
        let name = path.components.last ?? "."
        let descriptor = openat(parent.descriptor, name, HS_O_PATH | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system("looking at \(inGuest(path))", errno: errno)
        }
        let found = OpenFile(owning: descriptor)
        let facts = try found.facts(inGuest(path))
        switch facts.st_mode & S_IFMT {
        case S_IFREG: return .file(try file(name, in: parent, path))
        case S_IFDIR: return .directory(directory(facts))
        case S_IFLNK: return .link(try target(of: found, path))
        default: return .present
        }
    }

    private func file(_ name: String, in parent: borrowing OpenFile, _ path: GuestPath) throws(ProvisionError)
        -> GuestFile
    {
        let descriptor = openat(parent.descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("reading \(inGuest(path))", errno: errno) }
        let file = OpenFile(owning: descriptor)
        // What was a file a moment ago may be something else now, where the guest's owner is at work too.
        let facts = try file.facts(inGuest(path))
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw ProvisionError(.badInput, "\(inGuest(path)) is not a regular file")
        }
        guard facts.st_size <= Self.largestFile else {
            throw ProvisionError(
                .badInput, "\(inGuest(path)) is larger than \(ByteSize(bytes: UInt64(Self.largestFile)))",
                hint: "it is not what it should be; look at it, or remove it")
        }
        let content = try Descriptor.readAll(descriptor, inGuest(path))
        return GuestFile(
            content: content, mode: UInt16(facts.st_mode & 0o7777), owner: facts.st_uid, group: facts.st_gid)
    }

    private func target(of link: borrowing OpenFile, _ path: GuestPath) throws(ProvisionError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(link.descriptor, "", &buffer, buffer.count)
        guard count >= 0 else { throw .system("reading the link \(inGuest(path))", errno: errno) }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func directory(_ facts: stat) -> GuestDirectory {
        GuestDirectory(mode: UInt16(facts.st_mode & 0o7777), owner: facts.st_uid, group: facts.st_gid)
    }

    /// The names in a directory, or in the one that a link leads to.
    private func listing(of path: GuestPath) throws(ProvisionError) -> GuestDirectory? {
        guard let opened = try open(path, O_RDONLY | O_DIRECTORY) else { return nil }
        var result = directory(try opened.facts(inGuest(path)))
        // closedir(3) closes the descriptor that it was given.
        let copy = fcntl(opened.descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else {
            let number = errno
            if copy >= 0 { close(copy) }
            throw .system("listing \(inGuest(path))", errno: number)
        }
        defer { closedir(stream) }
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { result.names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw .system("listing \(inGuest(path))", errno: errno) }
        result.names.sort()
        return result
    }
}
