import Glibc
import Testing

/// Everything of a test's host that a run may change: files with all their facts and contents, loop devices, mounts and
/// processes. Only what belongs to the test is in it, for others work on this machine too.
struct HostSnapshot: Equatable {
    let files: [String]
    let loops: [String]
    let mounts: [String]
    let processes: [String]

    /// - Parameters:
    ///   - host: the directory of the test; its logs are left out.
    ///   - ignored: a file below it that changes by itself, as `./name`.
    init(of host: TestHost, ignoring ignored: String? = nil) throws {
        let script = """
            cd "$1" && find . '(' -path '*/var/log' -o -path "$2" ')' -prune -o -printf '%p %y %m %U %G %l %n\\n' | sort
            find . '(' -path '*/var/log' -o -path "$2" ')' -prune -o -type f -printf '%p %s\\n' | sort
            find . '(' -path '*/var/log' -o -path "$2" ')' -prune -o -type f -print0 | sort -z | xargs -0 -r sha256sum
            """
        files = try Tool.run("sh", "-c", script, "sh", host.path, ignored ?? "-").split(separator: "\n").map(
            String.init)
        loops = Self.loops(of: host.path)
        mounts = text(of: "/proc/mounts").split(separator: "\n").map(String.init).filter { $0.contains(host.path) }
        processes = host.processes.map { "\($0.pid): \($0.words)" }
    }

    /// What is here and was not there, and the other way round.
    func difference(from earlier: HostSnapshot) -> String {
        func lines(_ snapshot: HostSnapshot) -> [String] {
            snapshot.files + snapshot.loops + snapshot.mounts + snapshot.processes
        }
        let (new, old) = (lines(self), lines(earlier))
        let added = Set(new).subtracting(old)
        // A loop device whose file was gone before was on its way out; its end is no change of ours.
        let gone = Set(old).subtracting(new).filter { !$0.hasSuffix("(deleted)") }
        return (gone.sorted().map { "- " + $0 } + added.sorted().map { "+ " + $0 }).joined(separator: "\n")
    }

    private static func loops(of path: String) -> [String] {
        names(in: "/sys/block").filter { $0.hasPrefix("loop") }.compactMap { name in
            let file = text(of: "/sys/block/\(name)/loop/backing_file").filter { $0 != "\n" }
            return file.contains(path) ? "\(name) \(file)" : nil
        }
    }
}

/// The content of a file; empty where it cannot be read.
func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return String(decoding: content, as: UTF8.self) }
        content += chunk[..<count]
    }
}

/// Names in a directory, sorted.
func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
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

func write(_ path: String, _ content: [UInt8], mode: mode_t = 0o644) throws {
    let file = try #require(fopen(path, "w"), "\(path)")
    defer { fclose(file) }
    try #require(fwrite(content, 1, content.count, file) == content.count)
    try #require(chmod(path, mode) == 0)
}

func write(_ path: String, _ content: String, mode: mode_t = 0o644) throws {
    try write(path, Array(content.utf8), mode: mode)
}
