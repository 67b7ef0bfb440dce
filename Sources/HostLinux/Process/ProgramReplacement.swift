import Glibc
import Model

/// Goes on as another program, with this one's descriptors, environment and process number.
package enum ProgramReplacement {
    /// - Parameters: `path` of the program, and `arguments` without its name.
    /// - Throws: `.unavailable` where it cannot be started; otherwise there is no return.
    package static func go(on path: String, _ arguments: [String]) throws(ProvisionError) -> Never {
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &words)
        let reason = String(cString: strerror(errno))
        for word in words { free(word) }
        throw ProvisionError(.unavailable, "\(path.printable) cannot be started: \(reason)")
    }
}
