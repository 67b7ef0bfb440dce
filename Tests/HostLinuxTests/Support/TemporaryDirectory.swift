import Glibc
import Testing

/// A directory of one test, gone with the value.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/xen-provision-test.XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        path = String(cString: made)
    }

    /// The path of an entry; nothing is made.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ content: [UInt8]) throws -> String {
        let file = try #require(fopen(self(name), "w"))
        defer { fclose(file) }
        try #require(fwrite(content, 1, content.count, file) == content.count)
        return self(name)
    }

    @discardableResult
    func write(_ name: String, _ content: String) throws -> String { try write(name, Array(content.utf8)) }

    @discardableResult
    func makeDirectory(_ name: String) throws -> String {
        try #require(mkdir(self(name), 0o755) == 0)
        return self(name)
    }

    func link(_ name: String, to target: String) throws {
        try #require(symlink(target, self(name)) == 0)
    }

    /// The bytes of a file; nil where it cannot be read.
    func bytes(_ name: String) -> [UInt8]? {
        guard let file = fopen(self(name), "r") else { return nil }
        defer { fclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return content }
            content += chunk[..<count]
        }
    }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// lstat(2); nil where nothing is.
    func facts(_ name: String) -> stat? {
        var facts = stat()
        return lstat(self(name), &facts) == 0 ? facts : nil
    }

    /// Where a symbolic link points; nil where none is.
    func target(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(self(name), &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Names in a directory, sorted.
    func names(_ name: String = ".") -> [String] {
        guard let directory = opendir(self(name)) else { return [] }
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

    deinit { _ = try? Tool.run("rm", "-rf", path) }
}

/// Permission bits of what lstat(2) found.
func permissions(_ facts: stat?) -> UInt32? { facts.map { $0.st_mode & 0o7777 } }
