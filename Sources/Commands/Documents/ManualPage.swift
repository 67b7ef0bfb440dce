import Provision

/// The manual page, in man(7)'s macros.
struct ManualPage {
    var text: String {
        var lines = [
            ".TH XEN\\-PROVISION 8 \"\" \"xen-provision \(Composition.version)\" \"System administration\"",
            ".SH NAME",
            "xen\\-provision, xen\\-create\\-image, xen\\-delete\\-image, xen\\-list\\-images \\- make, list and remove Xen guests",
            ".SH SYNOPSIS",
        ]
        for line in Self.synopsis { lines += [".nf", Self.escape(line), ".fi"] }
        lines.append(".SH DESCRIPTION")
        for paragraph in Self.description { lines += [".PP", Self.escape(paragraph)] }
        lines += [".SH OPTIONS OF CREATE"]
        for group in Setting.Group.allCases {
            lines.append(".SS \(group.rawValue)")
            for setting in Settings.all where setting.group == group { lines += Self.option(setting) }
        }
        for (command, rows) in Self.otherCommands { lines += Self.section("OPTIONS OF \(command)", rows) }
        lines += Self.section("EXIT STATUS", Self.exitStatuses)
        lines += Self.section("FILES", Self.files)
        lines += Self.section("ENVIRONMENT", Self.environment)
        lines += [
            ".SH SEE ALSO", ".BR xl.cfg (5),", ".BR xen\\-extract\\-kernel (8),", ".BR mmdebstrap (1),",
            ".BR debootstrap (8)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static let synopsis = [
        "xen-create-image --hostname=NAME --dir=DIRECTORY {--ip=ADDRESS|--dhcp} [--dist=SUITE] [OPTION]...",
        "xen-delete-image [--yes] NAME...",
        "xen-list-images [--json]",
        "xen-provision {plan|apply|diff} [--only=NAMES] [--host=NAME] [OPTION]... FLEET.yaml",
        "xen-provision {create|delete|list|recover|doctor|cache|start|stop|reboot|destroy|pause|unpause|console|show|extract|test-boot|lock|import|print} [OPTION]...",
    ]

    private static let description = [
        "Creates Xen guests: disk images, the root of a distribution, network, accounts, kernel and domain configuration.",
        "Starts and controls PV and PVH guests by Xen's own libraries, without xl, from ordinary domain configurations: a"
            + " guest's name, a domain's name or a path. Each guest that was started has a process that looks after it and"
            + " does what on_poweroff, on_reboot and on_crash say.",
        "Everything is checked before anything is touched. What a run is about to do is on the disk before it does it: a"
            + " failure, SIGINT, SIGTERM or SIGHUP takes back all that was done, and what a killed run left is taken back by"
            + " the next run or by 'xen-provision recover'.",
        "A fleet is a YAML file that names guests, and all that create can be told, with profiles, ranges of names and"
            + " networks with pools of addresses. plan shows what it takes to make this host match it, apply does it, diff"
            + " shows it setting by setting. The keys are the options of create; 'xen-provision print schema' prints their"
            + " JSON Schema.",
        "Settings come from xen-tools.conf, xen-provision.conf, --config and the command line, each over the former.",
    ]

    /// The commands besides create, with their options.
    private static let otherCommands: [(String, [(String, String)])] = [
        (
            "DELETE",
            [
                ("--hostname=name", "A guest's name, as xen-tools wants it; names without an option do as well."),
                ("--yes", "Do not ask."), ("--dry-run", "Show what would go; change nothing."),
                ("--output=directory", "Where domain configurations are, for a guest without a record."),
                ("--extension=suffix", "Suffix of domain configurations, .cfg by default."),
                ("--verbose", "Say everything."),
                ("--file=fleet.yaml", "Remove the guests of a fleet; --only and --host choose among them."),
            ]
        ),
        (
            "PLAN, APPLY AND DIFF",
            [
                ("--only=names", "Only these guests: names with commas, ranges such as web[1-3], or * for anything."),
                ("--host=name", "The dom0 whose guests are meant; this one by default."),
                (
                    "--replace=name",
                    "A guest to remove with its disks and make anew, where the fleet wants what cannot be had otherwise."
                        + " May be repeated; not for diff."
                ),
                (
                    "--parallel=n",
                    "Of apply: guests to make at once; as many as there are cores by default, fewer where memory is short."
                ),
                (
                    "--arp-probe",
                    "Of plan and apply: ask on the bridges who has the addresses that are about to be given away, and give"
                        + " others."
                ),
                ("--keep-going", "Of apply: go on with other guests after a failure."), ("--json", "Write JSON."),
            ]
        ),
        ("IMPORT", [("--adopt", "Make records for guests that have a configuration only.")]),
        (
            "LIST",
            [("--json", "Write JSON."), ("--extension=suffix", "Suffix of domain configurations, .cfg by default.")]
        ),
        (
            "START",
            [
                ("--toolstack={own|xl}", "Who starts it: the embedded control layer, which is the default, or xl."),
                ("--paused", "Leave them at their first instruction; 'unpause' lets them run."),
                ("--verbose", "Say everything."),
            ]
        ),
        (
            "STOP",
            [
                ("--timeout=seconds", "How long to wait, 300 by default."),
                ("--force", "Destroy what has not ended by then."), ("--verbose", "Say everything."),
            ]
        ),
        (
            "TEST-BOOT",
            [
                ("--wait=signs", "What to wait for, with commas: login (a prompt on the console), ping, ssh."),
                ("--limit=seconds", "How long to wait for it, 420 by default."),
                ("--copies=directory", "Where copies of disks go; beside the first disk by default."),
                ("--verbose", "Say everything."),
            ]
        ),
        ("SHOW", [("--json", "Write JSON.")]),
        (
            "LOCK",
            [
                ("--output=file", "Write it there instead of to standard output, over a lock that is there."),
                ("--check=file", "Write only what differs from this lock; exit status 2 when anything does."),
                ("--json", "With --check: write JSON."),
            ]
        ),
        (
            "RECOVER",
            [
                ("--list", "Only show what runs that died have left."),
                ("--earlier-boot", "Roll back runs from before the host's last boot too."),
                ("--json", "Write JSON."),
            ]
        ),
        (
            "CACHE",
            [
                ("list [--json]", "Show the bases that guests are cloned from."),
                (
                    "warm [--parallel=n] [--only=names] [--host=name] [FLEET.yaml]",
                    "Make bases before any guest needs them: those of a fleet's guests, each once, or that of a guest with the"
                        + " options of create."
                ),
                ("verify", "Read every base and say which is not what it was when it was made."),
                (
                    "prune [--older-than=days] [--max-size=size] [KEY...]",
                    "Remove bases: those named, those older, those unused for longest until the rest is no larger, or all."
                ),
            ]
        ),
        (
            "DOCTOR",
            [
                ("--dir=directory", "Directory for image files to check for space, else the configured one."),
                ("--json", "Write JSON."),
            ]
        ),
    ]

    private static let exitStatuses = [
        ("0", "Done."), ("1", "Failed, and everything was undone."),
        ("2", "Changes are pending (of plan and diff), or something differs (of lock --check)."),
        ("3", "Failed, and something is left, which is named."), ("64", "Wrong use of options or values."),
        ("65", "A wrong input file."), ("69", "Something needed is missing: a tool, a mirror, Xen."),
        ("73", "The guest, its name, address or file exists already."), ("75", "Busy: trying again later may work."),
        ("77", "Not permitted."), ("130", "Interrupted, and everything was undone."),
    ]

    private static let files = [
        ("/etc/xen-provision/xen-provision.conf", "Settings of every guest."),
        ("/etc/xen-provision/templates", "Templates here take the place of ours with the same name."),
        ("/etc/xen-tools/xen-tools.conf", "xen-tools' settings, read first."),
        ("/etc/xen-tools/role.d", "Role scripts."),
        ("/var/lib/xen-provision/guests", "One record a guest."),
        ("/var/lib/xen-provision/manifests", "What each guest was made of, package by package."),
        ("/var/lib/xen-provision/journals", "Journals of runs that are at work or have died."),
        ("/var/log/xen-provision", "One log a run, ten for each guest."),
    ]

    private static let environment = [
        (
            "XEN_PROVISION_ROOT",
            "Puts /etc/xen, /etc/hosts, /etc/xen-tools and all directories of this program below this one."
        ),
        ("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME, XDG_RUNTIME_DIR", "Where an unprivileged user's are."),
        ("NO_COLOR", "Has nothing to turn off: the output has no colours."),
    ]

    private static func section(_ title: String, _ rows: [(String, String)]) -> [String] {
        [".SH \(title)"] + rows.flatMap { [".TP", ".B \(escape($0.0))", escape($0.1)] }
    }

    private static func option(_ setting: Setting) -> [String] {
        let names = ([setting.name] + setting.aliases).map {
            setting.kind == .flag ? "--\($0), --no-\($0)" : "--\($0)=\(setting.placeholder)"
        }
        var text = setting.help
        if case .choice(let words) = setting.kind { text += " One of \(words.joined(separator: ", "))." }
        if setting.kind == .list { text += " May be repeated." }
        if let fallback = setting.fallback { text += " The default is \(fallback)." }
        return [".TP", ".B \(escape(names.joined(separator: ", ")))", escape(text)]
    }

    /// A hyphen must be a minus in options, a backslash is an escape, and a dot at the start is a macro.
    private static func escape(_ text: String) -> String {
        let escaped = text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            // troff has no such character for terminals that know ASCII only.
            case "…": result += "..."
            case _ where character.isASCII: result.append(character)
            default: result += character.unicodeScalars.map(Self.escape).joined()
            }
        }
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// troff reads bytes: what is not ASCII has its code point's name, four to six capital hexadecimal digits
    /// (groff_char(7)).
    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
    }
}
