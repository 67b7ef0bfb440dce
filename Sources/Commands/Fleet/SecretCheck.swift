import Fleet
import Glibc
import Model
import Provision

/// Refuses references to secrets that lead nowhere: one would be missed only when what its guest replaces is gone.
/// The secrets themselves are not read.
struct SecretCheck {
    /// Where relative paths of the fleet start.
    let directory: String

    /// - Throws: `.usage` for a variable, `.badInput` for a file, with file, line and column of the fleet.
    func check(_ guest: WantedGuest) throws(ProvisionError) {
        for secret in guest.secrets.values {
            switch secret.value {
            case .environment(let name):
                guard Composition.variables([name]).isEmpty else { continue }
                throw ProvisionError(
                    .usage, "\(secret.position): the environment has no variable '\(name)'", hint: "export it")
            case .file(let name):
                let path = HostPath.absolute(name, from: directory)
                guard let problem = Self.problem(reading: path) else { continue }
                throw ProvisionError(
                    .badInput, "\(secret.position): \(problem)", hint: "relative paths start beside the fleet file")
            }
        }
    }

    private static func problem(reading path: String) -> String? {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            return errno == ENOENT || errno == ENOTDIR
                ? "there is no file \(path.printable)" : "the file \(path.printable) cannot be looked at"
        }
        if facts.st_mode & S_IFMT == S_IFDIR { return "\(path.printable) is a directory and no file" }
        return access(path, R_OK) == 0 ? nil : "the file \(path.printable) cannot be read"
    }
}
