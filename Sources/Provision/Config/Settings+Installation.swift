extension Settings {
    package static let dist = Setting(
        "dist", .text, .guest, placeholder: "suite", fallback: "stable",
        "Debian or Ubuntu suite, or an alias such as stable, testing, lts.")
    package static let arch = Setting(
        "arch", .text, .guest, placeholder: "architecture",
        "Debian architecture of the guest; dom0's where none is given.")
    package static let installMethod = Setting(
        "install-method", .choice(["auto", "mmdebstrap", "debootstrap", "tar", "copy", "snapshot"]), .installation,
        placeholder: "method", fallback: "auto", "How its root is made; auto is mmdebstrap where it is installed.")
    package static let installSource = Setting(
        "install-source", .text, .installation, placeholder: "path",
        "Archive for tar, directory for copy, a volume in the group of --lvm for snapshot.")
    package static let installSHA256 = Setting(
        "install-sha256", .text, .installation, placeholder: "digest", "What the archive's SHA-256 must be.")
    package static let mirror = Setting(
        "mirror", .text, .installation, placeholder: "url",
        "Archive to build from; the host's own where it is the same distribution, else the bootstrapper's default.")
    package static let guestMirror = Setting(
        "guest-mirror", .text, .installation, placeholder: "url", "Archive in the guest's own apt sources.")
    package static let securityMirror = Setting(
        "security-mirror", .text, .installation, placeholder: "url", "Archive of security updates.")
    package static let components = Setting(
        "components", .text, .installation, placeholder: "list", "Archive components, separated by commas.")
    package static let keyring = Setting(
        "keyring", .text, .installation, placeholder: "file", "Keys that the archive must be signed with.")
    package static let aptProxy = Setting(
        "apt-proxy", .text, .installation, placeholder: "url", "HTTP proxy for the archive, here and in the guest.")
    package static let repository = Setting(
        "repository", .list, .installation, placeholder: "line[|keyfile]",
        "A further archive for the guest, as a line of sources.list, with its key file behind a '|'.")
    package static let package = Setting(
        "package", .list, .installation, placeholder: "name", aliases: ["include"],
        "A further package; may be repeated or hold a comma list.")
    package static let variant = Setting(
        "variant", .choice(["minbase", "important", "standard"]), .installation, placeholder: "set",
        fallback: "important", "Which packages are there without being named.")
    package static let allowExpiredRelease = Setting(
        "allow-expired-release", .flag, .installation,
        "Accept an archive whose Valid-Until has passed; signatures are checked all the same.")
    package static let baseCache = Setting(
        "base-cache", .choice(["yes", "refresh", "no"]), .installation, placeholder: "use", fallback: "yes",
        "Keep a bootstrapped root as a base, and clone guests of the same kind from it; 'refresh' makes it anew.")
    package static let baseCacheDays = Setting(
        "base-cache-days", .text, .installation, placeholder: "n",
        "When a base is made, remove those that are older than so many days.")
    package static let baseCacheSize = Setting(
        "base-cache-size", .text, .installation, placeholder: "size",
        "When a base is made, remove those unused for longest until all together are no larger.")
    package static let seed = Setting(
        "seed", .text, .installation, placeholder: "text",
        "Make what a second build makes again bit for bit: identifiers follow from this text and the guest's name."
            + " The guest makes its own host keys when it first starts.")
    package static let sourceDateEpoch = Setting(
        "source-date-epoch", .text, .installation, placeholder: "seconds",
        "With --seed: no time in the guest is later than this, in seconds since 1970; SOURCE_DATE_EPOCH by default.")
    package static let role = Setting(
        "role", .list, .installation, placeholder: "name",
        "Script from the role directory to run on the finished root; several with commas or repeated.")
    package static let roleArguments = Setting(
        "role-args", .text, .installation, placeholder: "words", "Arguments for every role script.")
    package static let roleDirectory = Setting(
        "roledir", .text, .installation, placeholder: "directory", "Where role scripts are.")

    package static let installation = [
        installMethod, installSource, installSHA256, mirror, guestMirror, securityMirror, components, keyring, aptProxy,
        repository, package, variant, allowExpiredRelease, baseCache, baseCacheDays, baseCacheSize, seed,
        sourceDateEpoch, role, roleArguments, roleDirectory,
    ]
}
