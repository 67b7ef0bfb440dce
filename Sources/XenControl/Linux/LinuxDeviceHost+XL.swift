import Glibc
import Model

/// The files that libxl keeps of domains (libxl_internal.c, `libxl__userdata_*`).
extension LinuxDeviceHost {
    private static let directory = "/var/lib/xen"

    package func saveForXL(_ text: String, domid: UInt32, uuid: UUIDValue) throws(ProvisionError) {
        let lock = try lockAsLibxl(lockPath(domid, uuid))
        defer { unlockForXL(lock, domid, uuid) }
        let new = "\(Self.directory)/userdata-n.\(domid).\(uuid).libxl-json"
        // libxl reads a C string: the NUL belongs to the file.
        try replaceAsLibxl(
            "\(Self.directory)/userdata-d.\(domid).\(uuid).libxl-json", through: new, Array(text.utf8) + [0])
    }

    /// Writes a file beside another and gives it its name.
    func replaceAsLibxl(_ path: String, through new: String, _ bytes: [UInt8]) throws(ProvisionError) {
        let file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .system("making \(new)", errno: errno) }
        let written = write(file, bytes, bytes.count)
        close(file)
        guard written == bytes.count else { throw .system("writing \(new)", errno: written < 0 ? errno : ENOSPC) }
        guard rename(new, path) == 0 else { throw .system("renaming \(new)", errno: errno) }
    }

    package func removeForXL(domid: UInt32, uuid: UUIDValue) throws(ProvisionError) {
        guard let directory = opendir(Self.directory) else {
            if errno == ENOENT { return }
            throw .system("listing \(Self.directory)", errno: errno)
        }
        defer { closedir(directory) }
        let prefixes = ["d", "n"].map { "userdata-\($0).\(domid).\(uuid)." }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard prefixes.contains(where: name.hasPrefix) else { continue }
            guard unlinkat(dirfd(directory), name, 0) == 0 || errno == ENOENT else {
                throw .system("removing \(Self.directory)/\(name.printable)", errno: errno)
            }
        }
    }

    private func lockPath(_ domid: UInt32, _ uuid: UUIDValue) -> String {
        "\(Self.directory)/userdata-l.\(domid).\(uuid).domain-userdata-lock"
    }

    /// libxl removes the lock's file before it lets go of it, so a lock is one only on the file that still has the name.
    func lockAsLibxl(_ path: String) throws(ProvisionError) -> HeldDescriptor {
        let end = clock() + 10
        while clock() < end {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .system("making \(path)", errno: errno) }
            let held = HeldDescriptor(descriptor)
            var ours = stat()
            var named = stat()
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &ours) == 0, stat(path, &named) == 0,
                ours.st_ino == named.st_ino, ours.st_dev == named.st_dev
            {
                return held
            }
            rest()
        }
        throw ProvisionError(.busy, "xl holds \(path)", hint: "try again")
    }

    private func unlockForXL(_ lock: HeldDescriptor, _ domid: UInt32, _ uuid: UUIDValue) {
        withExtendedLifetime(lock) { _ = unlink(lockPath(domid, uuid)) }
    }
}
