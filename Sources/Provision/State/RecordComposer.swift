import Model

/// Puts a finished guest's record together.
package struct RecordComposer: Sendable {
    let spec: GuestSpec
    let facts: HostFacts
    let run: RunID
    let configuration: String
    let hostsLines: [String]

    /// - Parameters:
    ///   - configuration: the domain configuration's text, as it is written.
    ///   - hostsLines: what was added to dom0's hosts file.
    package init(spec: GuestSpec, facts: HostFacts, run: RunID, configuration: String, hostsLines: [String]) {
        self.spec = spec
        self.facts = facts
        self.run = run
        self.configuration = configuration
        self.hostsLines = hostsLines
    }

    /// The record, with what the run found out.
    package func record(_ results: RunResults) -> GuestRecord {
        let directory = spec.storage.imageDirectory(of: spec.name)
        let images = spec.storage.volumes.map { volume in
            GuestRecord.Image(
                path: "\(directory)/\(volume.imageName)", device: spec.storage.wholeDevice(volume), type: volume.type,
                mountPoint: volume.mountPoint, size: volume.size, uuid: volume.uuid)
        }
        return GuestRecord(
            name: spec.name, uuid: spec.uuid, run: run, createdAt: facts.now,
            distribution: spec.installation.distribution, architecture: spec.installation.architecture,
            installMethod: spec.installation.method.name, imageDirectory: directory, images: images,
            vifs: spec.network.vifs, configuration: spec.boot.configuration, configurationText: configuration,
            hostsLines: hostsLines, knownHosts: results.knownHosts, fingerprints: results.fingerprints)
    }
}
