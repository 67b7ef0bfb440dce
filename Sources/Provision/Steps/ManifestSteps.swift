import Model

/// Takes up what mmdebstrap's last hook has written of the archives' indexes, which are gone now.
struct ReadIndexes: Step {
    let root: String
    let notes: IndexNotes

    let phase = "Install"
    var title: String { "read what the archive's indexes say of the packages, from \(notes.directory)" }

    func run(_ world: World) throws(ProvisionError) {
        let text = try world.files.readBytes(notes.packages) ?? []
        let sums = try world.files.read(notes.releases) ?? ""
        world.results.proof.add(
            LockedPackage.indexed(text), of: try InstalledPackages(root).read(world) ?? [],
            releases: ReleaseFile.summed(sums))
    }
}

/// Where mmdebstrap's last hook leaves what apt's indexes say.
package struct IndexNotes {
    /// Nobody else may write there: a shell writes files in it.
    let directory: String

    package init(directory: String) { self.directory = directory }

    /// The packages' paragraphs.
    var packages: String { directory + "/packages" }
    /// Sums of the signed files.
    var releases: String { directory + "/releases" }
}

/// Asks the guest's own apt what its indexes say of packages that nothing is known of yet.
struct AskApt: Step {
    let root: String
    let phase: String
    /// Whether apt has made its cache of the indexes already. Where it has not, it shall leave none: it is as large as they.
    let hasCache: Bool

    var title: String { "ask the guest's apt for the digests of its packages" }
    var effects: [PlannedEffect] { [.command(show(["PACKAGE..."])), .command(sum(["FILE..."]))] }

    private static let lists: GuestPath = "/var/lib/apt/lists"

    private func show(_ names: [String]) -> ToolInvocation {
        let memory = hasCache ? [] : ["-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache="]
        return ToolInvocation(
            "apt-cache", memory + ["show"] + names, root: root, isLogged: false, purpose: "read the archive's indexes")
    }

    private func sum(_ files: [String]) -> ToolInvocation {
        ToolInvocation("sha256sum", files, root: root, purpose: "sum up the archive's signed files")
    }

    func run(_ world: World) throws(ProvisionError) {
        let installed = try InstalledPackages(root).read(world) ?? []
        let missing = world.results.proof.missing(of: installed)
        let lists = try world.roots.open(root).load(reads: [], probes: [], lists: [Self.lists]).names(in: Self.lists)
        let signed = lists.filter { $0.hasSuffix("Release") }
        guard !missing.isEmpty, !signed.isEmpty else { return }
        do throws(ProvisionError) {
            let names = missing.map { $0.architecture == "all" ? $0.name : "\($0.name):\($0.architecture)" }
            let text = try world.runner.run(show(names))
            let sums = try world.runner.run(sum(signed.map { "\(Self.lists)/\($0)" }))
            world.results.proof.add(
                LockedPackage.indexed(Array(text.utf8)), of: installed, releases: ReleaseFile.summed(sums))
        } catch  where error.code == .failed {
            // A guest is no worse for it; its manifest says what nobody knows.
            world.reporter.warn("the packages' digests are not known: \(error)")
        }
    }
}

/// Notes which packages the finished root has.
struct NotePackages: Step {
    let root: String
    /// Whether a package without a digest is worth a word.
    let isBootstrapped: Bool

    let phase = "Configure"
    var title: String { "note which packages are installed" }

    func run(_ world: World) throws(ProvisionError) {
        guard let installed = try InstalledPackages(root).read(world) else { return }
        world.results.packages = world.results.proof.applied(to: installed)
        let missing = world.results.proof.missing(of: installed).map(\.name.printable)
        guard isBootstrapped, !missing.isEmpty else { return }
        let shown = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
        world.reporter.note("No index of an archive has \(missing.count) of the guest's packages: \(shown).")
    }
}

/// The packages of a root, by dpkg's own table.
struct InstalledPackages {
    private static let status: GuestPath = "/var/lib/dpkg/status"
    private let root: String

    init(_ root: String) { self.root = root }

    /// - Returns: nil where there is no such table, or none that can be one.
    func read(_ world: World) throws(ProvisionError) -> [LockedPackage]? {
        do throws(ProvisionError) {
            let files = try world.roots.open(root).load(reads: [Self.status], probes: [], lists: [])
            guard case .file(let file) = files[Self.status] else { return nil }
            return LockedPackage.installed(status: file.content)
        } catch  where error.code == .badInput {
            // Somebody's root may hold anything there, and is none the less a root.
            world.reporter.warn("the guest's packages are not known: \(error)")
            return nil
        }
    }
}
