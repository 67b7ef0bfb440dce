import Model

/// Removes what building the root left behind, and what no two guests may share.
package struct CleanRoot: GuestEdit {
    package let title = "clean-up"
    package let origin: String
    package let reads: [GuestPath] = [policy]
    package let probes: [GuestPath] = leftovers

    package init(origin: String = "default") { self.origin = origin }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        for path in Self.leftovers { files.remove(path) }
        // Only the policy of a build, which refuses every service; an administrator's own stays.
        if let lines = files.lines(Self.policy), lines.contains(where: { $0.trimmed == "exit 101" }) {
            files.remove(Self.policy)
        }
        return files
    }

    private static let policy: GuestPath = "/usr/sbin/policy-rc.d"

    private static let leftovers: [GuestPath] = [
        // Bootstrappers' and package managers' logs and temporary configuration.
        "/var/log/bootstrap.log", "/var/log/dpkg.log", "/var/log/alternatives.log", "/var/log/apt/history.log",
        "/var/log/apt/term.log", "/var/log/apt/eipp.log.xz", "/var/log/dnf.log", "/var/log/dnf.rpm.log",
        "/var/log/dnf.librepo.log", "/var/log/hawkey.log", "/var/log/yum.log", "/var/log/zypper.log",
        "/var/log/pacman.log", "/etc/apt/apt.conf.d/00mmdebstrap", "/etc/apt/apt.conf.d/99mmdebstrap",
        "/etc/dpkg/dpkg.cfg.d/99mmdebstrap",
        // Backups and locks of databases, with the state before our edits.
        "/etc/passwd-", "/etc/shadow-", "/etc/group-", "/etc/gshadow-", "/etc/subuid-", "/etc/subgid-",
        "/etc/.pwd.lock", "/var/lib/dpkg/status-old", "/var/lib/dpkg/available-old",
        "/var/lib/dpkg/diversions-old", "/var/lib/dpkg/statoverride-old", "/var/cache/debconf/config.dat-old",
        "/var/cache/debconf/templates.dat-old",
        // Built from inodes of another file system; the next ldconfig makes it anew.
        "/var/cache/ldconfig/aux-cache",
        // Seeds and secrets that copies of an image would share.
        "/var/lib/systemd/random-seed", "/var/lib/urandom/random-seed", "/var/lib/random-seed",
        "/var/lib/seedrng/seed.credit", "/var/lib/seedrng/seed.no-credit", "/var/lib/systemd/credential.secret",
        // Names of another machine's network cards, which would make ours eth1.
        "/etc/udev/rules.d/70-persistent-net.rules",
        // What a person typed while making the image.
        "/root/.bash_history", "/root/.wget-hsts", "/root/.lesshst", "/root/.viminfo",
    ]
}
