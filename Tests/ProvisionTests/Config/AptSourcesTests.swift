import Model
import Provision
import Testing

@Suite("APT's sources")
struct AptSourcesTests {
    private func sources(_ name: String, _ text: String) -> AptSources {
        AptSources(tolerating: [(name: name, text: text)])
    }

    @Test("one-line entries with options, comments and sources are read")
    func oneLine() {
        let sources = sources(
            "sources.list",
            """
            # deb http://old.example.org/debian buster main
            deb [ arch=amd64 signed-by=/a.gpg,/b.gpg ] http://mirror.example.org/debian bookworm main contrib # here
            deb-src\thttp://mirror.example.org/debian/ bookworm main
            deb cdrom:[Debian 12 _Bookworm_ - Official]/ bookworm main
            deb file:/srv/flat ./
            """)
        #expect(
            sources.repositories == [
                AptRepository(
                    uris: ["http://mirror.example.org/debian"], suites: ["bookworm"], components: ["main", "contrib"],
                    signedBy: .keyrings(["/a.gpg", "/b.gpg"])),
                AptRepository(
                    uris: ["http://mirror.example.org/debian/"], suites: ["bookworm"], components: ["main"],
                    isSource: true),
                AptRepository(
                    uris: ["cdrom:[Debian 12 _Bookworm_ - Official]/"], suites: ["bookworm"], components: ["main"]),
                AptRepository(uris: ["file:/srv/flat"], suites: ["./"], components: []),
            ])
        #expect(sources.mirror(forFamily: .debian) == "http://mirror.example.org/debian")
    }

    @Test("deb822 paragraphs with folded and repeated values are read")
    func deb822() {
        let sources = sources(
            "debian.sources",
            """
            # the main archive
            Types: deb deb-src
            URIs: http://mirror.example.org/debian
             http://second.example.org/debian
            Suites: bookworm
            # a comment between folded lines
             bookworm-updates
            Components: main non-free-firmware
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            types: deb
            uris: https://mirror.example.org/debian-security/
            suites: bookworm-security
            components: main
            Enabled: no
            """)
        #expect(sources.repositories.count == 3)
        let main = sources.repositories[0]
        #expect(main.uris == ["http://mirror.example.org/debian", "http://second.example.org/debian"])
        #expect(main.suites == ["bookworm", "bookworm-updates"])
        #expect(main.components == ["main", "non-free-firmware"])
        #expect(main.signedBy == .keyrings(["/usr/share/keyrings/debian-archive-keyring.gpg"]))
        #expect(!main.isSource && sources.repositories[1].isSource)
        #expect(!sources.repositories[2].isEnabled)
        #expect(sources.securityMirror(forFamily: .debian) == nil)
    }

    @Test("a key within an entry is given back with its empty lines")
    func embeddedKey() {
        let sources = sources(
            "x.sources",
            """
            Types: deb
            URIs: https://mirror.example.org/extra
            Suites: /
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0
             -----END PGP PUBLIC KEY BLOCK-----

            """)
        let key =
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0\n-----END PGP PUBLIC KEY BLOCK-----\n"
        #expect(sources.repositories.first?.signedBy == .key(key))
    }

    @Test("the mirrors of Debian and its security updates are told apart")
    func debianMirrors() {
        let sources = AptSources(tolerating: [
            ("sources.list", "deb http://mirror.example.org/debian-security bookworm-security main\n"),
            ("a.list.save", "deb http://saved.example.org/debian bookworm main\n"),
            (
                "b.list",
                "deb http://one.example.org/debian trixie main\ndeb https://two.example.org/debian/ bookworm main\n"
            ),
        ])
        #expect(sources.mirror(forFamily: .debian) == "http://one.example.org/debian")
        #expect(sources.mirror(forFamily: .debian, suite: "bookworm") == "https://two.example.org/debian")
        #expect(sources.mirror(forFamily: .debian, suite: "sid") == "http://one.example.org/debian")
        #expect(sources.securityMirror(forFamily: .debian) == "http://mirror.example.org/debian-security")
        #expect(sources.suite(forFamily: .debian) == "trixie")
        #expect(sources.mirror(forFamily: .ubuntu) == nil)
        #expect(sources.suite(forFamily: .ubuntu) == nil)
    }

    @Test("Ubuntu's security host does not pass for the mirror, and ports are its archive too")
    func ubuntuMirrors() {
        let sources = sources(
            "ubuntu.sources",
            """
            Types: deb
            URIs: http://security.example.org/ubuntu/
            Suites: noble-security
            Components: main

            Types: deb
            URIs: http://ports.example.org/ubuntu-ports/
            Suites: noble noble-updates
            Components: main universe
            """)
        #expect(sources.mirror(forFamily: .ubuntu, suite: "noble") == "http://ports.example.org/ubuntu-ports")
        #expect(sources.securityMirror(forFamily: .ubuntu) == "http://security.example.org/ubuntu")
        #expect(sources.suite(forFamily: .ubuntu) == "noble")
    }

    @Test("a disc, sources and a disabled entry are no mirror")
    func unusable() {
        let sources = AptSources(tolerating: [
            ("sources.list", "deb cdrom:[Disc 1]/debian bookworm main\ndeb-src http://a.example.org/debian sid main\n"),
            ("x.sources", "Types: deb\nURIs: http://b.example.org/debian\nSuites: sid\nComponents: main\nEnabled: 0\n"),
        ])
        #expect(sources.mirror(forFamily: .debian) == nil)
    }

    @Test(
        "a mistake is reported with file and line",
        arguments: [
            ("a.list", "\nrpm http://mirror.example.org/debian sid main\n", "a.list:2: 'rpm' is no type"),
            ("a.list", "deb http://mirror.example.org/debian\n", "a.list:1: the entry has no URI and suite"),
            ("a.list", "deb http://mirror.example.org/debian sid\n", "a.list:1: suite 'sid' has no component"),
            (
                "a.sources", "Types: deb\nURIs: http://a.example.org/debian\n",
                "a.sources:1: the paragraph has no suites"
            ),
            ("a.sources", "\n deb\n", "a.sources:2: a folded line follows no field"),
            ("a.sources", "Types: deb\nnonsense\n", "a.sources:2: 'nonsense' is no field"),
            ("a.sources", "Types: rpm\nURIs: x\nSuites: y\n", "a.sources:1: 'rpm' is no type"),
        ])
    func mistakes(name: String, text: String, message: String) {
        let sources = sources(name, text)
        #expect(sources.problems.map(\.code) == [.badInput])
        #expect(sources.problems.map(\.message) == [message])
        #expect(sources.repositories.isEmpty)
    }

    @Test("a bad entry does not hide the good ones around it")
    func partial() {
        let good = "deb http://mirror.example.org/debian sid main\n"
        let sources = AptSources(tolerating: [
            ("a.list", good + "nonsense\n" + good),
            ("b.sources", "Types: deb\n\nTypes: deb\nURIs: file:/srv/debian\nSuites: ./\n"),
        ])
        #expect(sources.repositories.count == 3)
        #expect(sources.problems.count == 2)
        #expect(refusalOfConf { _ = try AptSources(files: [("a.list", good + "nonsense\n")]) }?.code == .badInput)
    }
}
