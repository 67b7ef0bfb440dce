import Model

/// Recognises why a bootstrapper failed by what apt and debootstrap say, and says it in one sentence with the fix.
struct BootstrapDiagnosis {
    let archive: ArchiveSpec

    private var place: String { archive.mirror ?? "the bootstrapper's default archive" }

    /// - Returns: the error with a better sentence, or as it was; the command's last lines stay with it.
    func explain(_ error: ProvisionError) -> ProvisionError {
        guard error.code == .failed else { return error }
        let text = error.details.joined(separator: "\n")
        for case_ in cases where case_.marks.contains(where: text.contains) {
            return ProvisionError(case_.code, case_.message, hint: case_.hint, details: error.details)
        }
        return error
    }

    private struct Case {
        let marks: [String]
        let code: ProvisionError.Code
        let message: String
        let hint: String
    }

    private var noSuite: String { "there is no suite \(archive.suite) at \(place)" }
    private static let otherSuite = "check --dist and --mirror; suites past their end move to another archive"

    /// In the order in which they count: apt says "failed to fetch" after each of the others too.
    private var cases: [Case] {
        [
            Case(
                marks: ["is expired (invalid since", "Release file is expired"], code: .unavailable,
                message: "the index of \(archive.suite) at \(place) has expired",
                hint:
                    "the mirror is not up to date; --allow-expired-release accepts it, signatures are checked all the same"
            ),
            Case(
                marks: [
                    "NO_PUBKEY", "is not signed", "couldn't be verified", "signed by unknown key", "BADSIG",
                    "EXPKEYSIG",
                ],
                code: .unavailable,
                message:
                    "\(archive.suite) at \(place) is not signed by a key in \(archive.keyrings.isEmpty ? "apt's keyrings" : archive.keyrings.joined(separator: " or "))",
                hint: "name the archive's keyring with --keyring, or install its keyring package"),
            Case(
                marks: ["404  Not Found", "404 Not Found"], code: .unavailable, message: noSuite, hint: Self.otherSuite),
            Case(
                marks: [
                    "Could not resolve", "Temporary failure resolving", "Could not connect", "Unable to connect",
                    "Connection refused", "Connection timed out", "Connection failed", "No route to host",
                    "Network is unreachable", "unable to resolve host address", "Name or service not known",
                    "Temporary failure in name resolution",
                ],
                code: .unavailable, message: "\(place) cannot be reached",
                hint: "check --mirror, --apt-proxy and the network"),
            // apt says it of a mirror that has answered only.
            Case(marks: ["does not have a Release file"], code: .unavailable, message: noSuite, hint: Self.otherSuite),
            // debootstrap says it whatever the reason is.
            Case(
                marks: ["Failed getting release file", "Failed getting release signature file"], code: .unavailable,
                message: "\(place) cannot be reached, or has no suite \(archive.suite)",
                hint: "check --mirror, --apt-proxy and the network, and then --dist"),
            Case(
                marks: ["Unable to locate package", "has no installation candidate", "Couldn't find these debs"],
                code: .usage, message: "\(archive.suite) lacks a package that was asked for",
                hint: "the last lines name it; check --package and --components"),
            Case(
                marks: ["No space left on device"], code: .failed,
                message: "there is no space left for the guest's root",
                hint: "free some space, or choose another directory with --dir"),
        ]
    }
}
