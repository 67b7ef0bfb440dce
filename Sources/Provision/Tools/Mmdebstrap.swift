import Distros
import Model

/// `mmdebstrap` for one root: verified by apt against the keyring, packages and security updates in one go.
package struct Mmdebstrap {
    package let archive: ArchiveSpec
    package let release: DistroRelease
    package let architecture: String
    package let root: String
    /// Where it keeps its own files meanwhile: killed, it would leave them in /tmp for ever.
    package let temporary: String
    /// Where it leaves what the archive's indexes say.
    package let notes: IndexNotes
    package let reproduction: Reproduction?

    package init(
        archive: ArchiveSpec, release: DistroRelease, architecture: String, root: String, temporary: String,
        notes: IndexNotes, reproduction: Reproduction? = nil
    ) {
        self.reproduction = reproduction
        self.archive = archive
        self.release = release
        self.architecture = architecture
        self.root = root
        self.temporary = temporary
        self.notes = notes
    }

    package var invocation: ToolInvocation {
        ToolInvocation(
            "mmdebstrap", arguments, environment: environment, writesScratch: true,
            purpose: "bootstrap \(archive.suite) with mmdebstrap")
    }

    /// With a mirror the archives come as lines on standard input; without one the bootstrapper knows its own.
    package var sources: String? {
        let lines =
            archive.aptSources(release, of: archive.mirror).flatMap(\.lines).map(signed)
            + archive.repositories.map(\.buildLine)
        return lines.isEmpty ? nil : lines.joined(separator: "\n") + "\n"
    }

    /// `--keyring` alone would only add to the keys that the host's apt trusts; this line may be proven by nothing else.
    private func signed(_ line: String) -> String {
        guard !archive.keyrings.isEmpty else { return line }
        return "deb [signed-by=\(archive.keyrings.joined(separator: ","))] " + line.dropFirst("deb ".count)
    }

    /// The kernel's and every other package's hooks would each make the initial RAM disk, at 16 seconds a time here:
    /// `INITRD=No` keeps the kernel's from it (/etc/kernel/postinst.d/initramfs-tools), without one there is none to
    /// update, and the last hook makes it once, when everything that belongs into it is there.
    private var environment: [String: String] {
        var own = ["TMPDIR": temporary]
        // It clamps times itself, and its programs know the variable, update-initramfs among them.
        if let reproduction { own["SOURCE_DATE_EPOCH"] = "\(reproduction.epoch)" }
        return makesInitrd ? own.merging(["INITRD": "No"]) { $1 } : own
    }

    private var makesInitrd: Bool { archive.packages.contains("initramfs-tools") }

    var arguments: [String] {
        // swift-format-ignore
        var words = [
            // In a user namespace of ours we are root already: mmdebstrap shall not make another.
            "--verbose", "--mode=root", "--format=directory", "--variant=\(archive.variant)",
            "--architectures=\(architecture)", "--components=\(archive.components.joined(separator: ","))",
            // The images are synced at the end; until then a crash throws everything away anyway.
            "--dpkgopt=force-unsafe-io",
            // Nothing must start during the build, on whichever init system.
            "--setup-hook=\(Self.noDaemons)",
            // sshd's keys are made by us, with the guest's name; an RSA key takes its package a second.
            "--setup-hook=\(Self.noHostKeys)",
        ]
        // The links come before the packages, as debootstrap makes them: nothing is moved, and perl stays out.
        if release.wantsMergedUsrFirst { words.append("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr") }
        // Logins for archives are the host's; they do not get into the root.
        words += [
            #"--aptopt=Dir::Etc::netrc "/etc/apt/auth.conf""#, #"--aptopt=Dir::Etc::netrcparts "/etc/apt/auth.conf.d""#,
        ]
        words += archive.keyrings.map { "--keyring=\($0)" }
        if let proxy = archive.proxy { words.append("--aptopt=Acquire::http::Proxy \"\(proxy)\"") }
        if archive.allowExpired { words.append("--aptopt=Acquire::Check-Valid-Until \"false\"") }
        if !archive.packages.isEmpty { words.append("--include=\(archive.packages.joined(separator: ","))") }
        if makesInitrd { words.append(#"--customize-hook=chroot "$1" update-initramfs -c -k all"#) }
        words.append("--customize-hook=\(noteIndexes)")
        words += [archive.suite, root]
        if sources != nil { words.append("-") }
        return words
    }

    /// What its own apt's indexes say of every package, and the sums of the signed files behind them: before the indexes are
    /// removed, and with the cache of them that apt has made anyway.
    private var noteIndexes: String {
        #"dpkg-query --admindir="$1/var/lib/dpkg" --show --showformat='${binary:Package}\n'"#
            + #" | APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" xargs apt-cache show > \#(ShellQuoting.quote(notes.packages))"#
            + #" && find "$1/var/lib/apt/lists" -maxdepth 1 -name '*Release' -exec sha256sum {} +"#
            + " > \(ShellQuoting.quote(notes.releases))"
    }

    private static let noDaemons =
        #"mkdir -p "$1/usr/sbin" && printf '#!/bin/sh\nexit 101\n' > "$1/usr/sbin/policy-rc.d" && chmod 755 "$1/usr/sbin/policy-rc.d""#

    /// openssh-server's postinst makes no key whose file is there; ours take the places later.
    private static let noHostKeys =
        #"mkdir -p "$1/etc/ssh" && for t in rsa ecdsa ed25519; do : > "$1/etc/ssh/ssh_host_${t}_key"; done"#
}

extension ArchiveSpec {
    /// The archives to take packages from; empty where the bootstrapper knows its own.
    package func aptSources(_ release: DistroRelease, of mirror: String?) -> [AptSource] {
        guard let mirror else { return [] }
        return release.aptSources(mirror: mirror, securityMirror: securityMirror, components: components)
    }
}

extension RepositorySpec {
    /// A line of sources.list for the build, which runs apt outside the root: the key is where it is on the host.
    var buildLine: String {
        let option = keyFile.map { "[signed-by=\($0)] " } ?? ""
        return (["deb \(option)\(uri)"] + suites + components).joined(separator: " ")
    }
}
