import Model

/// `debootstrap` for one root, where mmdebstrap is not installed: the base only, the rest follows with the guest's apt.
package struct Debootstrap {
    package let archive: ArchiveSpec
    package let architecture: String
    package let root: String

    package init(archive: ArchiveSpec, architecture: String, root: String) {
        self.archive = archive
        self.architecture = architecture
        self.root = root
    }

    package var invocation: ToolInvocation {
        ToolInvocation(
            "debootstrap", arguments, environment: archive.proxy.map { ["http_proxy": $0] } ?? [:],
            writesScratch: true, purpose: "bootstrap \(archive.suite) with debootstrap")
    }

    var arguments: [String] {
        var words = ["--arch=\(architecture)", "--components=\(archive.components.joined(separator: ","))"]
        if archive.variant == "minbase" { words.append("--variant=minbase") }
        // It takes one file only; the likeliest comes first.
        if let keyring = archive.keyrings.first { words.append("--keyring=\(keyring)") }
        // Without this a missing keyring would only be a warning.
        words.append("--force-check-gpg")
        words += [archive.suite, root]
        if let mirror = archive.mirror { words.append(mirror) }
        return words
    }

    /// What follows inside the guest: updates with security, then the packages asked for.
    ///
    /// apt's caches are there until `cleaning`.
    package var furtherCommands: [ToolInvocation] {
        var options = ["-y", "-q", "-o", "Dpkg::Options::=--force-unsafe-io"]
        if let proxy = archive.proxy { options += ["-o", "Acquire::http::Proxy=\(proxy)"] }
        if archive.allowExpired { options += ["-o", "Acquire::Check-Valid-Until=false"] }
        let noRecommends = ["-o", "APT::Install-Recommends=false"]
        return [
            apt(options + ["update"], "read the archive's package lists"),
            apt(options + noRecommends + ["dist-upgrade"], "install updates"),
            apt(options + noRecommends + ["install"] + archive.packages, "install the guest's packages"),
        ]
    }

    /// What comes last inside the guest.
    package var cleaning: ToolInvocation { apt(["clean"], "remove downloaded packages") }

    private func apt(_ arguments: [String], _ purpose: String) -> ToolInvocation {
        ToolInvocation("apt-get", arguments, root: root, writesScratch: true, purpose: purpose)
    }
}
