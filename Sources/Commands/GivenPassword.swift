import HostLinux
import Model
import Provision

/// Reads a password that the user gave. It is kept in memory only.
struct GivenPassword {
    let values: SettingValues
    let workingDirectory: String

    func read() throws(ProvisionError) -> String? {
        if let text = values.text(Settings.password) { return try checked(text, "--password") }
        guard let name = values.text(Settings.passwordFile) else { return nil }
        let path = HostPath.absolute(name, from: workingDirectory)
        guard let text = try LinuxFiles().read(path) else {
            throw ProvisionError(.usage, "--password-file: there is no file \(path.printable)")
        }
        return try checked(
            text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? "", path)
    }

    private func checked(_ password: String, _ source: String) throws(ProvisionError) -> String {
        guard !password.isEmpty, !password.utf8.contains(0), password.utf8.count <= 255 else {
            throw ProvisionError(
                .usage, "\(source): the password is empty or too long", hint: "give 1 to 255 bytes on the first line")
        }
        return password
    }
}
