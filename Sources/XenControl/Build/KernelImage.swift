import Glibc
import Model

/// A kernel and its ramdisk in our memory.
///
/// The library would map the files instead. A file that is cut short meanwhile would then kill us, and what was checked
/// would not be what is built.
package final class KernelImage {
    package let kernel: FileBytes
    package let ramdisk: FileBytes?

    /// - Throws: `.badInput` for what is no regular file, is empty or beyond all measure.
    package init(kernel: String, ramdisk: String?) throws(ProvisionError) {
        self.kernel = try FileBytes(kernel, limit: 256 << 20)
        self.ramdisk = try ramdisk.map { path throws(ProvisionError) in try FileBytes(path, limit: 1 << 30) }
    }
}

/// A whole file at an address that C may keep.
package final class FileBytes {
    /// Valid as long as this object.
    package let bytes: UnsafeRawBufferPointer

    init(_ path: String, limit: Int) throws(ProvisionError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ProvisionError.system("opening \(path.printable)", errno: errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .system("examining \(path.printable)", errno: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG, facts.st_size > 0, facts.st_size <= limit else {
            throw ProvisionError(
                .badInput, "\(path.printable) is no regular file with 1 byte to \(limit >> 20) MiB",
                hint: "name a kernel and a ramdisk")
        }
        let room = try Self.room(facts.st_size, path)
        bytes = UnsafeRawBufferPointer(room)
        try Self.fill(room, from: descriptor, path)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

    /// All pages in one call: a kernel has some ten thousand, and each that a dom0 faults in by itself goes through the
    /// hypervisor.
    private static func room(_ count: Int, _ path: String) throws(ProvisionError) -> UnsafeMutableRawBufferPointer {
        let memory = mmap(
            nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0)
        guard let memory, memory != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw .system("making room for \(path.printable)", errno: errno)
        }
        return UnsafeMutableRawBufferPointer(start: memory, count: count)
    }

    private static func fill(
        _ room: UnsafeMutableRawBufferPointer, from descriptor: Int32, _ path: String
    ) throws(ProvisionError) {
        var done = 0
        while done < room.count {
            let got = Glibc.read(descriptor, room.baseAddress?.advanced(by: done), room.count - done)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw .system("reading \(path.printable)", errno: got < 0 ? errno : EIO) }
            done += got
        }
    }
}

extension ProvisionError {
    /// A failed system call on a named thing.
    static func system(_ activity: String, errno number: Int32) -> ProvisionError {
        let code: Code
        switch number {
        case EACCES, EPERM: code = .notPermitted
        case ENOENT, ENOTDIR: code = .badInput
        case EBUSY, EAGAIN: code = .busy
        default: code = .failed
        }
        return ProvisionError(code, "\(activity): \(String(cString: strerror(number)))")
    }
}
