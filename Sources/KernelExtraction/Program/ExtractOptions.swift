/// What a caller asks the program for: pygrub's options and ours.
package struct ExtractOptions {
    /// pygrub's own, made where it is missing.
    static let defaultDirectory = "/var/run/xen/pygrub"

    /// How the reply is written.
    package enum Format: String {
        case sxp, simple, simple0
    }

    package private(set) var request = ExtractionRequest()
    package private(set) var image = ""
    /// nil for standard output.
    package private(set) var output: String?
    package private(set) var format = Format.sxp
    package private(set) var directory = Self.defaultDirectory
    package private(set) var isInteractive = false
    package private(set) var isHelp = false
    package private(set) var seconds = 120

    /// The options; pygrub's first.
    static let scanner = OptionScanner(options: [
        .init(name: "quiet", letter: "q", takesValue: false),
        .init(name: "interactive", letter: "i", takesValue: false),
        .init(name: "list-entries", letter: "l", takesValue: false),
        .init(name: "not-really", letter: "n", takesValue: false),
        .init(name: "help", letter: "h", takesValue: false),
        .init(name: "output", letter: nil, takesValue: true),
        .init(name: "output-format", letter: nil, takesValue: true),
        .init(name: "output-directory", letter: nil, takesValue: true),
        .init(name: "offset", letter: nil, takesValue: true),
        .init(name: "runas", letter: nil, takesValue: true),
        .init(name: "entry", letter: nil, takesValue: true),
        .init(name: "kernel", letter: nil, takesValue: true),
        .init(name: "ramdisk", letter: nil, takesValue: true),
        .init(name: "args", letter: nil, takesValue: true),
        .init(name: "isconfig", letter: nil, takesValue: false),
        .init(name: "debug", letter: nil, takesValue: false),
        .init(name: "json", letter: nil, takesValue: false),
        .init(name: "type", letter: nil, takesValue: true),
        .init(name: "decompress", letter: nil, takesValue: false),
        .init(name: "no-decompress", letter: nil, takesValue: false),
        .init(name: "sandbox", letter: nil, takesValue: true),
        .init(name: "timeout", letter: nil, takesValue: true),
        .init(name: "honour-next-entry", letter: nil, takesValue: false),
        .init(name: "lilo", letter: nil, takesValue: false),
        .init(name: "strict", letter: nil, takesValue: false),
        .init(name: "no-journal", letter: nil, takesValue: false),
    ])

    /// The long names of all options.
    package static var names: [String] { scanner.options.map(\.name) }

    /// Reads a command line without the program's name.
    package init(_ arguments: [String]) throws(OptionScanner.Misuse) {
        var operands: [String] = []
        var lists = false
        var isJSON = false
        for item in try Self.scanner.scan(arguments) {
            switch item {
            case .operand(let text): operands.append(text)
            case .option("list-entries", _): lists = true
            case .option("json", _): isJSON = true
            case .option(let name, let value): try set(name, value ?? "")
            }
        }
        if isHelp { return }
        // pygrub takes the first operand and ignores the others.
        guard let image = operands.first, !image.isEmpty else { throw .init(message: "which disk?") }
        self.image = image
        if isJSON && !lists { throw .init(message: "--json goes with --list-entries") }
        if request.isConfiguration { request.task = .check }
        if lists { request.task = isJSON ? .listJSON : .list }
        if isInteractive && request.user != ExtractionRequest.nobody {
            throw .init(message: "In order to use --runas, you must also set --entry or -q")
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(OptionScanner.Misuse) {
        switch name {
        case "quiet": isInteractive = false
        case "interactive": isInteractive = true
        case "not-really": request.task = .check
        case "help": isHelp = true
        case "output": output = value == "-" ? nil : value
        case "output-directory": directory = value
        case "entry":
            request.entry = Array(value.utf8)
            isInteractive = false
        case "kernel": request.kernel = Array(value.utf8)
        case "ramdisk": request.ramdisk = Array(value.utf8)
        case "args": request.arguments = Array(value.utf8)
        case "decompress": request.unpacks = true
        case "no-decompress": request.unpacks = false
        case "honour-next-entry": request.honoursNextEntry = true
        case "lilo": request.lilo = true
        case "strict": request.fileSystems.isStrict = true
        case "no-journal": request.fileSystems.replaysJournal = false
        case "isconfig": request.isConfiguration = true
        // What pygrub tells with it is always told.
        case "debug": break
        default: try setChecked(name, value)
        }
    }

    private mutating func setChecked(_ name: String, _ value: String) throws(OptionScanner.Misuse) {
        switch name {
        case "output-format":
            guard let format = Format(rawValue: value) else { throw .init(message: "unknown output format \(value)") }
            self.format = format
        case "runas":
            guard let user = UInt32(value), user != UInt32.max else {
                throw .init(message: "runas value must be an integer user id")
            }
            guard user != 0 else { throw .init(message: "runas 0 is root, which is what is to be given up") }
            request.user = user
        case "offset":
            guard let offset = UInt64(value) else { throw .init(message: "offset value must be an integer") }
            request.offset = offset
        case "type":
            guard let mode = BootMode(rawValue: value) else { throw .init(message: "--type is pv or pvh") }
            request.mode = mode
        case "sandbox":
            guard value == "require" || value == "none" else { throw .init(message: "--sandbox is require or none") }
            request.isOpen = value == "none"
        default:
            guard let seconds = Int(value), (1...3600).contains(seconds) else {
                throw .init(message: "--timeout is a number of seconds from 1 to 3600")
            }
            self.seconds = seconds
        }
    }

    /// The text of `--help`.
    package static let help = """
        Takes the kernel and the initial RAM disk that a guest would boot from its disk, without mounting it.

        usage: xen-extract-kernel [options] DISK

        pygrub's options:
          -q, --quiet             no menu (the default)
          -i, --interactive       show the menu where standard input is a terminal
          -l, --list-entries      say what the menu offers, and nothing else
          -n, --not-really        only check that all is there
          --entry=ENTRY           the entry by number, title or id
          --kernel=PATH           a path in the guest instead of its boot configuration
          --ramdisk=PATH          the initial RAM disk for it
          --args=TEXT             appended to the kernel's arguments
          --isconfig              DISK is a grub.cfg: say what it would boot
          --offset=BYTES          where the file system begins; the partition table is not read
          --output=FILE           where the reply goes; the file must exist (standard output)
          --output-format=FORMAT  sxp, simple or simple0 (sxp)
          --output-directory=DIR  where kernel and RAM disk go (/var/run/xen/pygrub)
          --runas=UID             the user to read the disk as, when started as root (65534)

        more options:
          --json                  with --list-entries: as JSON
          --type=pv|pvh           refuse a kernel that cannot boot so
          --no-decompress         hand over the kernel image as it is, not the plain ELF
          --honour-next-entry     obey grub-reboot
          --lilo                  read /etc/lilo.conf as well
          --strict                refuse wrong checksums instead of warning of them
          --no-journal            read ext file systems without what their journal holds, as GRUB does
          --timeout=SECONDS       give up after this time (120)
          --sandbox=require|none  none reads the disk with all the rights of the caller

        """
}
