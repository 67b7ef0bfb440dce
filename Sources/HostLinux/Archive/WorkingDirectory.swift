import CHostShims
import Glibc
import Model

/// Lends a directory to code that can only work in the current one, as libarchive's disk writer does.
enum WorkingDirectory {
    /// Runs the body with this working directory and the umask 022, and puts both back.
    ///
    /// Working directory and umask belong to the process, which has one thread. Should there be others (test runners), the
    /// calling thread gets its own first; that this fails in some containers does not matter to a single thread.
    static func perform<R>(
        in directory: Int32, _ path: String, _ body: () throws(ProvisionError) -> R
    ) throws(ProvisionError) -> R {
        hs_own_working_directory()
        let before = try OpenFile(".", HS_O_PATH | O_DIRECTORY, "opening the working directory")
        guard fchdir(directory) == 0 else { throw .system("changing to \(path)", errno: errno) }
        let mask = umask(0o022)
        let outcome = Result { () throws(ProvisionError) in try body() }
        umask(mask)
        guard fchdir(before.descriptor) == 0 else {
            throw .system("changing back to the working directory", errno: errno)
        }
        return try outcome.get()
    }
}
