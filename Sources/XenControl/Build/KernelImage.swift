import Glibc
import Model

/// A kernel and its ramdisk in our memory.
///
/// The library would map the files instead. A file that is cut short meanwhile would then kill us, and what was checked
/// would not be what is built.
package final class KernelImage {
    let kernel: FileBytes
    let ramdisk: FileBytes?

    /// - Throws: `.badInput` for what is no regular file, is empty or beyond all measure.
    package init(kernel: String, ramdisk: String?) throws(ProvisionError) {
        self.kernel = try FileBytes(kernel, limit: 256 << 20)
        self.ramdisk = try ramdisk.map { path throws(ProvisionError) in try FileBytes(path, limit: 1 << 30) }
    }
}

/// A whole file at an address that C may keep.
final class FileBytes {
    let bytes: UnsafeRawBufferPointer

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
        bytes = UnsafeRawBufferPointer(try Self.read(descriptor, count: facts.st_size, path))
    }

    deinit { bytes.deallocate() }

    private static func read(
        _ descriptor: Int32, count: Int, _ path: String
    ) throws(ProvisionError) -> UnsafeMutableRawBufferPointer {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 4096)
        var done = 0
        while done < count {
            let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: done), count - done)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                let number = got < 0 ? errno : EIO
                buffer.deallocate()
                throw .system("reading \(path.printable)", errno: number)
            }
            done += got
        }
        return buffer
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
