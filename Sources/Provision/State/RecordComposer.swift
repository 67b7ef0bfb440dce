import Model

/// Puts a finished guest's record together.
struct RecordComposer: Sendable {
    let spec: GuestSpec
    let facts: HostFacts
    let run: RunID
    let configuration: String
    let hostsLines: [String]

    func record(_ results: RunResults) -> GuestRecord {
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
