import Glibc
import Model

/// The C library's words for an error number.
func describe(errno number: Int32) -> String { String(cString: strerror(number)) }

extension ProvisionError {
    /// A failed system call on a named thing.
    static func system(_ activity: String, errno number: Int32) -> ProvisionError {
        let code: Code
        var hint: String?
        switch number {
        case EACCES, EPERM, EROFS:
            code = .notPermitted
            hint = "run it as root, or check who owns it"
        case EEXIST: code = .exists
        case ENOSPC, EDQUOT:
            code = .failed
            hint = "free some space there and try again"
        default: code = .failed
        }
        return ProvisionError(code, "\(activity): \(describe(errno: number))", hint: hint)
    }
}
