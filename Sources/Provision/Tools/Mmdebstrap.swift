import Model

/// `mmdebstrap` for one root: verified by apt against the keyring, packages and security updates in one go.
package struct Mmdebstrap {
    package let archive: ArchiveSpec
    package let architecture: String
    package let root: String
    /// Whether an unprivileged user runs it, in a user namespace that is already there.
    package let isUnprivileged: Bool

    package init(archive: ArchiveSpec, architecture: String, root: String, isUnprivileged: Bool) {
        self.archive = archive
        self.architecture = architecture
        self.root = root
        self.isUnprivileged = isUnprivileged
    }

    package var invocation: ToolInvocation {
        ToolInvocation("mmdebstrap", arguments, purpose: "bootstrap \(archive.suite) with mmdebstrap")
    }

    /// With a mirror the archives come as lines on standard input; without one the bootstrapper knows its own.
    package var sources: String? {
        archive.mirror == nil && archive.repositories.isEmpty
            ? nil : AptLines(archive).build.joined(separator: "\n") + "\n"
    }

    var arguments: [String] {
        // swift-format-ignore
        var words = [
            // In a user namespace of ours we are root already: mmdebstrap shall not make another.
            "--mode=root", "--format=directory", "--variant=\(archive.variant)",
            "--architectures=\(architecture)", "--components=\(archive.components.joined(separator: ","))",
            // The images are synced at the end; until then a crash throws everything away anyway.
            "--dpkgopt=force-unsafe-io",
            // Nothing must start during the build, on whichever init system.
            "--setup-hook=\(Self.noDaemons)",
            // sshd's keys are made by us, with the guest's name; an RSA key takes its package a second.
            "--setup-hook=\(Self.noHostKeys)",
        ]
        if let keyring = archive.keyring { words.append("--keyring=\(keyring)") }
        if let proxy = archive.proxy { words.append("--aptopt=Acquire::http::Proxy \"\(proxy)\"") }
        if archive.allowExpired { words.append("--aptopt=Acquire::Check-Valid-Until \"false\"") }
        for repository in archive.repositories {
            if let key = repository.keyFile { words.append("--setup-hook=\(Self.trust(key))") }
        }
        if !archive.packages.isEmpty { words.append("--include=\(archive.packages.joined(separator: ","))") }
        words += [archive.suite, root]
        if sources != nil { words.append("-") }
        return words
    }

    private static let noDaemons =
        #"mkdir -p "$1/usr/sbin" && printf '#!/bin/sh\nexit 101\n' > "$1/usr/sbin/policy-rc.d" && chmod 755 "$1/usr/sbin/policy-rc.d""#

    /// openssh-server's postinst makes no key whose file is there; ours take the places later.
    private static let noHostKeys =
        #"mkdir -p "$1/etc/ssh" && for t in rsa ecdsa ed25519; do : > "$1/etc/ssh/ssh_host_${t}_key"; done"#

    private static func trust(_ key: String) -> String {
        let name = key.split(separator: "/").last.map(String.init) ?? "key.gpg"
        return #"mkdir -p "$1/etc/apt/keyrings" && cp -- \#(ShellQuoting.quote(key)) "$1/etc/apt/keyrings/"\#(ShellQuoting.quote(name))"#
    }
}

/// The one-line sources of an archive.
package struct AptLines {
    private let archive: ArchiveSpec

    package init(_ archive: ArchiveSpec) { self.archive = archive }

    /// What the build takes packages from.
    package var build: [String] {
        guard let mirror = archive.mirror else { return [] }
        let components = archive.components.joined(separator: " ")
        var lines = ["deb \(mirror) \(archive.suite) \(components)"]
        if hasPockets {
            lines.append("deb \(mirror) \(archive.suite)-updates \(components)")
            if let security = archive.securityMirror { lines.append("deb \(security) \(securitySuite) \(components)") }
        }
        return lines + archive.repositories.map(\.buildLine)
    }

    /// Debian's rolling suites and experimental have nothing beside them.
    private var hasPockets: Bool { !["sid", "unstable", "experimental", "devel"].contains(archive.suite) }

    private var securitySuite: String {
        let old = ["etch", "lenny", "squeeze", "wheezy", "jessie", "stretch", "buster"]
        return archive.family == .debian && old.contains(archive.suite) ? "\(archive.suite)/updates" : "\(archive.suite)-security"
    }
}

extension RepositorySpec {
    /// The line with its key, at the path where the guest keeps it.
    var buildLine: String {
        guard let name = keyFile?.split(separator: "/").last, line.hasPrefix("deb "), !line.hasPrefix("deb [") else { return line }
        return "deb [signed-by=/etc/apt/keyrings/\(name)] " + line.dropFirst(4)
    }
}
