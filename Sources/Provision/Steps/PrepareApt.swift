import Distros
import Model

/// Between debootstrap and the rest of its installation: nothing may start, and apt must know all archives.
struct PrepareApt: Step {
    let root: String
    let archive: ArchiveSpec
    let release: DistroRelease

    let phase = "Install"
    var title: String { "write apt's sources, and keep daemons from starting, in \(root)" }
    var effects: [PlannedEffect] {
        [
            .file(path: Self.policy.text, origin: "default", content: nil)
        ]
    }

    static let policy: GuestPath = "/usr/sbin/policy-rc.d"
    private static let keys: GuestPath = "/etc/ssh"

    func run(_ world: World) throws(ProvisionError) {
        let guest = try world.roots.open(root)
        let before = GuestFiles()
        var files = before
        files.write(Self.policy, "#!/bin/sh\nexit 101\n", mode: 0o755)
        // openssh-server's postinst makes no key whose file is there; ours take the places later.
        for kind in HostKey.Kind.allCases {
            files.write(try Self.keys.appending("ssh_host_\(kind.rawValue)_key"), "", mode: 0o600)
        }
        try guest.carryOut(files.changes(from: before))
        // Without a mirror of ours debootstrap has written its own sources.
        let sources = GuestSources(
            archive: archive, release: release, keys: try GuestSources.keys(archive, world.files))
        if let edit = try sources.edit(mirror: archive.mirror, origin: archive.mirrorOrigin) { try guest.perform(edit) }
    }
}
