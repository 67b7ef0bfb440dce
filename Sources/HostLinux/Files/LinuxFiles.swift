import CHostShims
import Glibc
import Model
import Provision

/// Files of the host by system calls; every change is on the disk when the call returns.
package struct LinuxFiles: HostFiles {
    package init() {}

    package func look(at path: String) throws(ProvisionError) -> (kind: FileKind, identity: FileIdentity)? {
        var facts = stat()
        guard lstat(path, &facts) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("looking at \(path)", errno: errno)
        }
        var born: Int64 = 0
        let result = hs_birth_time(path, &born)
        guard result == 0 else { throw .system("looking at \(path)", errno: -result) }
        let identity = FileIdentity(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino), born: born)
        return (Self.kind(facts.st_mode), identity)
    }

    static func kind(_ mode: mode_t) -> FileKind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .link
        default: .other
        }
    }

    package func read(_ path: String) throws(ProvisionError) -> String? {
        try readBytes(path).map { String(decoding: $0, as: UTF8.self) }
    }

    package func readBytes(_ path: String) throws(ProvisionError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("reading \(path)", errno: errno)
        }
        defer { close(descriptor) }
        return try Descriptor.readAll(descriptor, path)
    }

    /// Bytes of the file behind a path; nil where nothing is.
    ///
    /// - Throws: `.badInput` for what is no file, such as a directory or a device.
    package func size(of path: String) throws(ProvisionError) -> UInt64? {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("looking at \(path)", errno: errno)
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw ProvisionError(.badInput, "\(path.printable) is no regular file")
        }
        return UInt64(facts.st_size)
    }

    package func names(in path: String) throws(ProvisionError) -> [String] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw .system("listing \(path)", errno: errno)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package func makeDirectory(_ path: String, mode: UInt16) throws(ProvisionError) {
        guard mkdir(path, mode_t(mode)) == 0 else { throw .system("making the directory \(path)", errno: errno) }
        // The mode is meant, whatever the umask says.
        guard chmod(path, mode_t(mode)) == 0 else { throw .system("setting the mode of \(path)", errno: errno) }
        try syncParent(of: path)
    }

    package func create(_ path: String, content: String, mode: UInt16) throws(ProvisionError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(mode))
        guard descriptor >= 0 else { throw .system("making \(path)", errno: errno) }
        defer { close(descriptor) }
        guard fchmod(descriptor, mode_t(mode)) == 0 else { throw .system("setting the mode of \(path)", errno: errno) }
        try Descriptor.writeAll(descriptor, Array(content.utf8), path)
        guard fsync(descriptor) == 0 else { throw .system("writing \(path)", errno: errno) }
        try syncParent(of: path)
    }

    package func link(_ path: String, to target: String) throws(ProvisionError) {
        guard symlink(target, path) == 0 else { throw .system("making the link \(path)", errno: errno) }
        try syncParent(of: path)
    }

    package func createImage(_ path: String, size: ByteSize, sparse: Bool) throws(ProvisionError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("making the image \(path)", errno: errno) }
        defer { close(descriptor) }
        let problem =
            sparse
            ? (ftruncate(descriptor, off_t(size.bytes)) == 0 ? 0 : errno)
            : posix_fallocate(descriptor, 0, off_t(size.bytes))
        guard problem == 0 else { throw .system("making the image \(path) of \(size)", errno: problem) }
    }

    package func allocate(_ path: String) throws(ProvisionError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .system("opening the image \(path)", errno: errno) }
        defer { close(descriptor) }
        let size = hs_size(descriptor)
        guard size >= 0 else { throw .system("looking at \(path)", errno: Int32(-size)) }
        let problem = posix_fallocate(descriptor, 0, off_t(size))
        guard problem == 0 else { throw .system("allocating the image \(path)", errno: problem) }
    }

    package func replace(_ path: String, content: String) throws(ProvisionError) {
        let target = Self.realPath(path)
        try replace(target, content: content, through: "\(target).xen-provision")
    }

    package func edit(_ path: String, tag: String, _ change: (String) -> String) throws(ProvisionError) -> Bool {
        let target = Self.realPath(path)
        let parent = Self.parent(of: target)
        let gate = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard gate >= 0, flock(gate, LOCK_EX) == 0 else {
            let number = errno
            if gate >= 0 { close(gate) }
            if number == ENOENT { return false }
            throw .system("locking \(parent)", errno: number)
        }
        defer { close(gate) }
        let temporary = "\(target).\(tag)"
        try removeFile(temporary)
        guard let text = try read(target) else { return false }
        let changed = change(text)
        guard changed != text else { return false }
        try replace(target, content: changed, through: temporary)
        return true
    }

    private func replace(_ target: String, content: String, through temporary: String) throws(ProvisionError) {
        var facts = stat()
        guard stat(target, &facts) == 0 else { throw .system("looking at \(target)", errno: errno) }
        unlink(temporary)
        do throws(ProvisionError) {
            try create(temporary, content: content, mode: UInt16(facts.st_mode & 0o7777))
            guard chown(temporary, facts.st_uid, facts.st_gid) == 0 else {
                throw .system("setting the owner of \(target)", errno: errno)
            }
            guard rename(temporary, target) == 0 else { throw .system("replacing \(target)", errno: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        try syncParent(of: target)
    }

    /// The file behind links; the path itself where nothing is.
    private static func realPath(_ path: String) -> String {
        let real = realpath(path, nil)
        defer { free(real) }
        return real.map { String(cString: $0) } ?? path
    }

    private static func parent(of path: String) -> String {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return parent.isEmpty ? "/" : parent
    }

    package func move(_ path: String, to target: String) throws(ProvisionError) {
        let result = hs_rename_exclusively(path, target)
        guard result == 0 else { throw .system("renaming \(path) to \(target)", errno: -result) }
        try syncParent(of: target)
        try syncParent(of: path)
    }

    package func removeFile(_ path: String) throws(ProvisionError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .system("removing \(path)", errno: errno) }
        try syncParent(of: path)
    }

    package func removeDirectory(_ path: String) throws(ProvisionError) {
        guard rmdir(path) == 0 || errno == ENOENT else { throw .system("removing \(path)", errno: errno) }
        try syncParent(of: path)
    }

    package func removeTree(_ path: String) throws(ProvisionError) {
        try TreeRemover().remove(path)
        try syncParent(of: path)
    }

    package func splice(_ source: String, into target: String, at offset: UInt64) throws(ProvisionError) {
        try SparseCopy.copy(source, into: target, at: offset)
    }

    package func sync(_ path: String) throws(ProvisionError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("opening \(path)", errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("writing \(path) to its disk", errno: errno) }
    }

    /// Bytes that a file takes on its disk, holes left out.
    package func allocated(_ path: String) throws(ProvisionError) -> UInt64 {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .system("looking at \(path)", errno: errno) }
        return UInt64(facts.st_blocks) * 512
    }

    package func freeSpace(at path: String) throws(ProvisionError) -> ByteSize {
        var bytes: UInt64 = 0
        let result = hs_free_space(path, &bytes)
        guard result == 0 else { throw .system("asking for the free space at \(path)", errno: -result) }
        return ByteSize(bytes: bytes)
    }

    private func syncParent(of path: String) throws(ProvisionError) {
        let parent = Self.parent(of: path)
        let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Gone or not ours to open: then there is nothing of ours to wait for.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Some file systems cannot sync a directory and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw .system("writing \(parent) to its disk", errno: errno)
        }
    }
}
