import CHostShims
import Glibc
import Model
import Provision

/// What archives hold now, by the sums of their signed Release files.
package struct ReleaseFiles {
    private static let tool = "/usr/lib/apt/apt-helper"
    private let runner: any CommandRunner

    package init(runner: any CommandRunner) { self.runner = runner }

    /// SHA-256 of each file, by its address; nothing of them is believed, so no signature is checked here.
    ///
    /// - Throws: `.unavailable` or `.failed` when apt is not there or one of them cannot be had.
    package func digests(of addresses: [String], proxy: String?) throws(ProvisionError) -> [String: String] {
        let directory = try Self.temporaryDirectory()
        defer { try? LinuxFiles().removeTree(directory) }
        let files = addresses.indices.map { "\(directory)/\($0)" }
        var words = ["-o", "APT::Sandbox::User=root"]
        if let proxy { words += ["-o", "Acquire::http::Proxy=\(proxy)", "-o", "Acquire::https::Proxy=\(proxy)"] }
        words.append("download-file")
        // The third word of each is a sum that it should have.
        for (address, file) in zip(addresses, files) { words += [address, file, ""] }
        try runner.run(ToolInvocation(Self.tool, words, purpose: "ask what the archive holds"))
        var digests: [String: String] = [:]
        for (address, file) in zip(addresses, files) { digests[address] = try Self.digest(file) }
        return digests
    }

    /// SHA-256 of a file.
    static func digest(_ path: String) throws(ProvisionError) -> String {
        guard let bytes = try LinuxFiles().readBytes(path) else {
            throw ProvisionError(.failed, "there is no file \(path)")
        }
        return digest(of: bytes)
    }

    static func digest(of bytes: [UInt8]) -> String {
        var sum = SHA256()
        bytes.withUnsafeBytes { sum.update($0) }
        return sum.finish()
    }

    private static func temporaryDirectory() throws(ProvisionError) -> String {
        var template = Array("/tmp/xen-provision.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw .system("making a directory in /tmp", errno: errno) }
        return String(cString: path)
    }
}
