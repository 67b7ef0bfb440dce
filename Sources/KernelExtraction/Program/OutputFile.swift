import Glibc

/// A file that is being made for the caller and goes away again unless it is kept.
final class OutputFile {
    /// Where it is; absolute.
    let path: String
    let descriptor: Int32
    private var isKept = false

    /// Makes an empty file `NAME.XXXXXX` that only this user may read.
    ///
    /// - Throws: `.output`.
    init(_ name: String, in directory: String) throws(ExtractionError) {
        var template = Array("\(directory)/\(name).XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else {
            throw ExtractionError(
                .output, "no file can be made in \(directory): \(String(cString: strerror(errno)))")
        }
    }

    /// Leaves the file to the caller.
    func keep() { isKept = true }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isKept { unlink(path) }
    }
}

/// Where the reply goes.
final class ReplyOutput {
    private let descriptor: Int32

    /// - Parameter path: an existing file; nil for standard output.
    init(_ path: String?) throws(ExtractionError) {
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ExtractionError(.output, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        if descriptor != STDOUT_FILENO, descriptor >= 0 { close(descriptor) }
    }

    /// Writes everything.
    func write(_ bytes: [UInt8]) throws(ExtractionError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw ExtractionError(.output, "the reply cannot be written: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }
}
