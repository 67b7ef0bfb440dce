extension Settings {
    package static let password = Setting(
        "password", .text, .access, placeholder: "text",
        "Root password. Anybody on this host can read a command line: prefer --password-file.")
    package static let passwordFile = Setting(
        "password-file", .text, .access, placeholder: "file", "File whose first line is the root password.")
    package static let passwordHashFile = Setting(
        "password-hash-file", .text, .access, placeholder: "file",
        "File whose first line is the root password's hash, as in shadow(5).")
    package static let writePassword = Setting(
        "write-password", .text, .access, placeholder: "file",
        "Write the generated root password to this new file, 0600, instead of showing it.")
    package static let genpass = Setting(
        "genpass", .flag, .access, fallback: "yes", "Make up a root password where none is given.")
    package static let genpassLength = Setting(
        "genpass-len", .text, .access, placeholder: "n", fallback: "23",
        "Length of a generated password, 8 to 128.")
    package static let hashMethod = Setting(
        "hash-method", .choice(["auto", "yescrypt", "sha512"]), .access, placeholder: "name", fallback: "auto",
        "How passwords are hashed; auto is yescrypt where the guest knows it.")
    package static let sshKey = Setting(
        "ssh-key", .list, .access, placeholder: "file|key", "Public key that may log in as root, or file with keys.")
    package static let user = Setting(
        "user", .list, .access, placeholder: "name[:key-file]",
        "Account to make; the keys of --ssh-key, or of its own file, may log in. It has no password, and sudo asks for none."
    )
    package static let rsaHostKey = Setting(
        "rsa-host-key", .flag, .access, "Make an RSA host key too, which takes a second.")
    package static let hostKey = Setting(
        "host-key", .list, .access, placeholder: "file",
        "Private SSH host key to use instead of making new ones; may be repeated.")
    package static let ssh = Setting("ssh", .flag, .access, fallback: "yes", "Install the SSH server.")

    package static let access = [
        password, passwordFile, passwordHashFile, writePassword, genpass, genpassLength, hashMethod, sshKey, user,
        rsaHostKey,
        hostKey, ssh,
    ]

    package static let locale = Setting(
        "locale", .text, .system, placeholder: "name", fallback: "C.UTF-8", "Language and character set.")
    package static let timezone = Setting(
        "timezone", .text, .system, placeholder: "zone", "Time zone, such as Europe/Berlin; dom0's where none is given."
    )

    package static let system = [locale, timezone]

    package static let dryRun = Setting(
        "dry-run", .flag, .run, "Show every step, command and file; change nothing.")
    package static let json = Setting("json", .flag, .run, "Write JSON.")
    package static let verbose = Setting("verbose", .flag, .run, "Show the output of programs.")
    package static let config = Setting(
        "config", .text, .run, placeholder: "file", "A further configuration file in xen-tools.conf's syntax.")

    package static let run = [dryRun, json, verbose, config]

    /// Rows whose values must never be shown, logged, recorded or exported.
    package static let secret: Set<Setting> = [password]
}
