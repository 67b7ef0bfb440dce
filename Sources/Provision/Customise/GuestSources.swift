import Distros
import Model

/// The package sources of a guest.
struct GuestSources {
    let archive: ArchiveSpec
    let release: DistroRelease
    /// Keys of further repositories by their files on the host.
    let keys: [String: [UInt8]]

    /// - Parameter mirror: nil where nobody chose one: then the bootstrapper's own sources stay.
    func edit(mirror: String?, origin: String) throws(ProvisionError) -> SetAptSources? {
        let archives = archive.aptSources(release, of: mirror)
        guard !archives.isEmpty else { return nil }
        let extras = try archive.repositories.map { (repository) throws(ProvisionError) in
            try Distros.AptRepository(
                name: repository.name, uri: repository.uri, suites: repository.suites,
                components: repository.components,
                key: repository.keyFile.flatMap { keys[$0] })
        }
        let sources = SetAptSources.Sources(
            family: release.family, archives: archives, extras: extras, usesDeb822: release.understandsDeb822)
        return try SetAptSources(sources, origin: origin)
    }

    /// Reads the keys of an archive's further repositories.
    static func keys(_ archive: ArchiveSpec, _ files: any HostFiles) throws(ProvisionError) -> [String: [UInt8]] {
        var keys: [String: [UInt8]] = [:]
        for path in archive.repositories.compactMap(\.keyFile) { keys[path] = try files.readBytes(path) }
        return keys
    }
}
