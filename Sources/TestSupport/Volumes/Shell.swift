import Glibc
import Model
import Provision

/// Programs of the host that a test needs around itself.
enum Shell {
    /// Runs one to its end, with what it says on standard output; both outputs where it fails.
    ///
    /// - Throws: `.failed` where it does not end with 0.
    @discardableResult
    static func run(_ words: [String], environment: [String: String] = [:]) throws(ProvisionError) -> String {
        let assignments = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = (["env"] + assignments + words).map(ShellQuoting.quote).joined(separator: " ")
        guard let stream = popen("PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \(line) 2>&1", "re") else {
            throw ProvisionError(.failed, "no process for \(words)")
        }
        var said: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            if count == 0 { break }
            said += chunk[..<count]
        }
        let text = String(decoding: said, as: UTF8.self)
        guard pclose(stream) == 0 else { throw ProvisionError(.failed, "\(words.joined(separator: " ")): \(text)") }
        return text
    }

    static func has(_ program: String) -> Bool {
        ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"].contains { access($0 + program, X_OK) == 0 }
    }
}
