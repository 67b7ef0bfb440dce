import Distros
import Model

/// Finds the archive to build from: the option or configuration, the host's own sources when it runs the same family,
/// else nothing, which leaves it to the bootstrapper.
struct SourceChoice {
    let request: SpecRequest
    let family: ArchiveSpec.Family

    private var host: HostArchive? { request.facts.archives.first { $0.family == family } }

    var origin: String {
        if request.values.isGiven(Settings.mirror) { return request.values.source(of: Settings.mirror) }
        return host == nil ? "the bootstrapper's default" : Self.hostSources
    }

    private static let hostSources = "the host's apt sources"

    func mirror() throws(ProvisionError) -> String? {
        if let given = try url(Settings.mirror) { return given }
        return try own(host?.mirror)
    }

    func securityMirror() throws(ProvisionError) -> String? {
        if let given = try url(Settings.securityMirror) { return given }
        // Debian has it on a second archive, which the host's sources tell, or which by convention lies beside a mirror
        // that the user named. The others have all in one place.
        guard family == .debian else { return try mirror() }
        if let found = try own(host?.securityMirror) { return found }
        return try url(Settings.mirror).flatMap(DistroRelease.securityMirror(beside:))
    }

    /// An address from the host's apt sources.
    private func own(_ address: String?) throws(ProvisionError) -> String? {
        try address?.refusePassword(from: Self.hostSources)
        return address
    }

    func url(_ setting: Setting) throws(ProvisionError) -> String? {
        guard let text = request.values.text(setting), !text.isEmpty else { return nil }
        try text.refusePassword(from: request.values.source(of: setting))
        let schemes = ["http://", "https://", "file:/", "copy:/", "mirror+"]
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value < 0x7F && !"'\"|;<>[]".contains(Character($0))
        }
        guard schemes.contains(where: text.hasPrefix), isPlain else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: setting)): '\(text.printable)' is not an archive's address",
                hint: "write it like http://mirror.example.org/debian")
        }
        return text
    }
}

extension String {
    /// Refuses addresses like `http://user:password@host` (RFC 3986, 3.2.1): command lines, records and the guest's own
    /// sources would show the password to everybody.
    func refusePassword(from source: String) throws(ProvisionError) {
        for part in split(separator: "://", omittingEmptySubsequences: false).dropFirst() {
            let authority = part.prefix { !$0.isWhitespace && $0 != "/" }
            guard let end = authority.lastIndex(of: "@"), authority[..<end].contains(":") else { continue }
            throw ProvisionError(
                .usage, "\(source): a password in an archive's address could be read by everybody",
                hint: "leave it out, and write it into /etc/apt/auth.conf, see apt_auth.conf(5); mmdebstrap reads that")
        }
    }
}

/// Names in Debian's sense.
enum DebianName {
    /// Policy 5.6.1: lower case, digits, `+`, `-`, `.`, at least two characters; `:arch` and `pkg-` are apt's.
    static func isPackage(_ text: String) -> Bool {
        text.utf8.count >= 2 && text.first.map { $0.isASCII && ($0.isLowercase || $0.isNumber) } == true
            && text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "+-.:".contains($0)) }
    }

    static func isComponent(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-/".contains($0)) }
    }
}
