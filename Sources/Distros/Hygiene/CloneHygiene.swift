import Model

/// What no two guests may share, or what an image remembers of the machine that it was made on: the one table of it.
///
/// Rows that are `.own` are written by the edits that are named; all others are `CleanRoot`'s. Every row has a test.
package enum CloneHygiene {
    /// What becomes of a place.
    package enum Rule: Hashable, Sendable {
        /// The file or link goes.
        case removed
        /// Files of the directory go whose names begin and end so; either may be empty.
        case cleared(prefix: String, suffix: String)
        /// A log of logins, which nobody makes anew: it becomes empty, root's and utmp's, with this mode.
        case emptied(mode: UInt16)
        /// It says this instead.
        case text(String)
        /// The guest gets its own, by this edit.
        case own(edit: String)
    }

    package struct Row: Hashable, Sendable {
        package let path: GuestPath
        package let rule: Rule
        /// Why two guests must not share it.
        package let reason: String

        init(_ path: GuestPath, _ rule: Rule, _ reason: String) {
            (self.path, self.rule, self.reason) = (path, rule, reason)
        }
    }

    package static let rows: [Row] = own + identities + seeds + leases + network + state + logs + typed + packages

    private static let own: [Row] = [
        Row("/etc/hostname", .own(edit: "hostname"), "the name"),
        Row("/etc/hosts", .own(edit: "hosts"), "its names and addresses"),
        Row("/etc/machine-id", .own(edit: "machine ID"), "systemd's, D-Bus's and DHCP's identity"),
        Row("/var/lib/dbus/machine-id", .own(edit: "machine ID"), "D-Bus's copy of it"),
        Row("/etc/ssh/ssh_host_ed25519_key", .own(edit: "SSH host keys"), "who has one guest's can pose as the other"),
        Row("/etc/ssh/ssh_host_ecdsa_key", .own(edit: "SSH host keys"), "the same"),
        Row("/etc/ssh/ssh_host_rsa_key", .own(edit: "SSH host keys"), "the same"),
        Row("/etc/ssh/ssh_host_dsa_key", .own(edit: "SSH host keys"), "the same"),
        Row("/etc/fstab", .own(edit: "fstab"), "the UUIDs of its file systems"),
    ]

    private static let identities: [Row] = [
        Row("/etc/hostid", .removed, "hostid(1); without it the number follows from the address"),
        Row(
            "/etc/iscsi/initiatorname.iscsi", .text("GenerateName=yes\n"),
            "the initiator's name; made at the next start"),
        Row("/etc/salt/minion_id", .removed, "the master tells minions apart by it"),
        Row("/etc/salt/pki/minion/minion.pem", .removed, "the minion's key"),
        Row("/etc/salt/pki/minion/minion.pub", .removed, "the minion's key"),
        Row("/var/lib/cloud/instance", .removed, "cloud-init takes a known instance for one that is set up"),
    ]

    private static let seeds: [Row] =
        [
            "/var/lib/systemd/random-seed", "/var/lib/urandom/random-seed", "/var/lib/random-seed",
            "/var/lib/seedrng/seed.credit", "/var/lib/seedrng/seed.no-credit",
        ].map { Row($0, .removed, "two guests would draw the same random numbers") } + [
            Row("/var/lib/systemd/credential.secret", .removed, "one guest could read the other's credentials")
        ]

    private static let leases: [Row] = [
        Row("/var/lib/dhcp", .cleared(prefix: "", suffix: ".leases"), "the address of another machine"),
        Row("/var/lib/dhclient", .cleared(prefix: "", suffix: ".leases"), "the address of another machine"),
        Row("/var/lib/dhclient", .cleared(prefix: "", suffix: ".lease"), "the address of another machine"),
        Row("/var/lib/dhcpcd", .cleared(prefix: "", suffix: ".lease"), "the address of another machine"),
        Row("/var/lib/dhcpcd/duid", .removed, "DHCPv6 servers tell clients apart by it"),
        Row("/etc/dhcpcd.duid", .removed, "DHCPv6 servers tell clients apart by it"),
        Row("/var/lib/dhcpcd/secret", .removed, "private addresses are made from it"),
        Row("/etc/dhcpcd.secret", .removed, "private addresses are made from it"),
        Row("/var/lib/NetworkManager", .cleared(prefix: "", suffix: ".lease"), "the address of another machine"),
        Row("/var/lib/NetworkManager/secret_key", .removed, "DUIDs and private addresses are made from it"),
        Row("/var/lib/NetworkManager/timestamps", .removed, "when another machine was connected"),
    ]

    private static let network: [Row] = [
        Row("/etc/udev/rules.d/70-persistent-net.rules", .removed, "another machine's cards, which make ours eth1"),
        Row("/etc/udev/rules.d/70-persistent-cd.rules", .removed, "another machine's drives"),
    ]

    private static let state: [Row] = [
        Row(
            "/var/lib/systemd/timers", .cleared(prefix: "stamp-", suffix: ""), "when another machine's timers were due"),
        Row("/var/lib/systemd/timesync/clock", .removed, "another machine's clock"),
        Row("/var/lib/systemd/coredump", .cleared(prefix: "core.", suffix: ""), "memory of another machine's programs"),
        Row("/var/lib/logrotate/status", .removed, "when another machine's logs were turned"),
        Row("/var/lib/chrony/chrony.drift", .removed, "the drift of another clock"),
        Row("/var/lib/ntp/ntp.drift", .removed, "the drift of another clock"),
        Row("/var/lib/ntpsec/ntp.drift", .removed, "the drift of another clock"),
        Row("/var/mail/root", .removed, "another machine's mail"),
    ]

    private static let logs: [Row] =
        [
            "bootstrap.log", "dpkg.log", "alternatives.log", "apt/history.log", "apt/term.log", "apt/eipp.log.xz",
            "dnf.log",
            "dnf.rpm.log", "dnf.librepo.log", "hawkey.log", "yum.log", "zypper.log", "pacman.log", "syslog", "messages",
            "auth.log", "secure", "kern.log", "daemon.log", "user.log", "mail.log", "cron", "cron.log", "boot.log",
            "dmesg",
            "cloud-init.log", "cloud-init-output.log",
        ].compactMap { name in
            (try? GuestPath("/var/log/" + name)).map { Row($0, .removed, "what was done on another machine") }
        } + [
            Row("/var/log/wtmp", .emptied(mode: 0o664), "who was logged in on another machine"),
            Row("/var/log/btmp", .emptied(mode: 0o660), "who failed to log in on another machine"),
            Row("/var/log/lastlog", .emptied(mode: 0o664), "who was logged in on another machine"),
        ]

    private static let typed: [Row] = [
        ".bash_history", ".wget-hsts", ".lesshst", ".viminfo", ".python_history", ".mysql_history", ".psql_history",
        ".sqlite_history", ".ssh/known_hosts",
    ].compactMap { name in
        (try? GuestPath("/root/" + name)).map { Row($0, .removed, "what a person did while making the image") }
    }

    private static let packages: [Row] =
        [
            "/etc/apt/apt.conf.d/00mmdebstrap", "/etc/apt/apt.conf.d/99mmdebstrap", "/etc/dpkg/dpkg.cfg.d/99mmdebstrap",
        ].map { Row($0, .removed, "the bootstrapper's own settings") }
        + [
            "/etc/passwd-", "/etc/shadow-", "/etc/group-", "/etc/gshadow-", "/etc/subuid-", "/etc/subgid-",
            "/etc/.pwd.lock",
            "/var/lib/dpkg/status-old", "/var/lib/dpkg/available-old", "/var/lib/dpkg/diversions-old",
            "/var/lib/dpkg/statoverride-old", "/var/cache/debconf/config.dat-old",
            "/var/cache/debconf/templates.dat-old",
        ].map { Row($0, .removed, "a backup of what was before our edits") } + [
            Row("/var/cache/ldconfig/aux-cache", .removed, "made from inodes of another file system"),
            Row("/var/cache/apt/pkgcache.bin", .removed, "made from lists that are gone"),
            Row("/var/cache/apt/srcpkgcache.bin", .removed, "made from lists that are gone"),
            Row("/var/cache/apt/archives", .cleared(prefix: "", suffix: ".deb"), "packages that are installed"),
        ]
}
