import Model
import TestSupport
import Testing

@testable import Provision

@Suite("The steps that note a root's packages")
struct ManifestStepTests {
    private let runner = RecordingRunner()
    private let files = MemoryFiles()
    private let reporter = RecordingReporter()
    private static let digest = String(repeating: "a", count: 64)
    private static let status = """
        Package: curl
        Status: install ok installed
        Architecture: amd64
        Version: 1

        Package: tzdata
        Status: install ok installed
        Architecture: all
        Version: 2

        """
    private static let index = """
        Package: curl
        Architecture: amd64
        Version: 1
        SHA256: \(digest)

        """

    private func world(
        status: String? = status, lists: [String] = ["mirror.example.org_debian_dists_sid_InRelease", "lock"]
    ) throws -> World {
        var root = GuestFiles()
        if let status { root.write("/var/lib/dpkg/status", status) }
        root["/var/lib/apt/lists"] = .directory(GuestDirectory(names: lists))
        return World(
            runner: runner, files: files, roots: MemoryRoots(MemoryGuestRoot(root)), signatures: FixedSignatures(),
            secrets: FixedSecrets(), templates: NamedTemplates(), reporter: reporter,
            interruption: ScriptedInterruption())
    }

    @Test("take what mmdebstrap's hook has left, and do without where it left nothing")
    func hook() throws {
        let step = ReadIndexes(root: "/root", notes: IndexNotes(directory: "/run/notes"))
        let world = try world()
        try step.run(world)
        #expect(world.results.proof == PackageProof())
        files.put("/run/notes/packages", .file(content: Self.index, mode: 0o600))
        let sums = "\(Self.digest)  lists/mirror.example.org_x_InRelease\n"
        files.put("/run/notes/releases", .file(content: sums, mode: 0o600))
        try step.run(world)
        #expect(world.results.proof.packages.map(\.name) == ["curl"])
        #expect(world.results.proof.releases.map(\.address) == ["mirror.example.org/x/InRelease"])
    }

    @Test("ask apt for what is not known yet, by names that it cannot mistake")
    func apt() throws {
        runner.answers = ["apt-cache": Self.index]
        let world = try world()
        let step = AskApt(root: "/root", phase: "Install", hasCache: true)
        try step.run(world)
        try step.run(world)
        let asked = runner.invocations.filter { $0.tool == "apt-cache" }
        #expect(asked.map(\.arguments) == [["show", "curl:amd64", "tzdata"], ["show", "tzdata"]])
        #expect(asked.allSatisfy { $0.root == "/root" && !$0.isLogged })
        #expect(
            runner.invocations.first { $0.tool == "sha256sum" }?.arguments
                == ["/var/lib/apt/lists/mirror.example.org_debian_dists_sid_InRelease"])
    }

    @Test("do not ask apt where it has no indexes, and only warn where it fails")
    func noIndexes() throws {
        let step = AskApt(root: "/root", phase: "Configure", hasCache: false)
        try step.run(world(lists: ["lock", "partial"]))
        #expect(runner.invocations.isEmpty)
        runner.failing = ["apt-cache"]
        try step.run(world())
        #expect(reporter.warnings.count == 1)
    }

    @Test("name packages that no index has, but not of a root that somebody brought")
    func missing() throws {
        let world = try world()
        world.results.proof.add(
            LockedPackage.indexed(Array(Self.index.utf8)), of: LockedPackage.installed(status: Array(Self.status.utf8)),
            releases: [])
        try NotePackages(root: "/root", isBootstrapped: true).run(world)
        #expect(world.results.packages?.map(\.sha256) == [Self.digest, nil])
        #expect(reporter.notes == ["No index of an archive has 1 of the guest's packages: tzdata."])
        try NotePackages(root: "/root", isBootstrapped: false).run(world)
        #expect(reporter.notes.count == 1)
    }

    @Test("know no packages of a root without dpkg's status")
    func noStatus() throws {
        let world = try world(status: nil)
        try NotePackages(root: "/root", isBootstrapped: false).run(world)
        #expect(world.results.packages == nil)
    }
}
