import Distros
import Model

/// What works, but the user may want to know.
package struct SpecWarnings {
    private let spec: GuestSpec
    private let facts: HostFacts

    package init(spec: GuestSpec, facts: HostFacts) {
        self.spec = spec
        self.facts = facts
    }

    package var texts: [String] {
        var texts: [String] = []
        if let archive = spec.installation.method.archive {
            // A suite that the table does not know was refused long before.
            if let release = try? facts.release(of: archive), release.isEndOfLife(on: facts.today) {
                texts.append("\(archive.suite) is past the end of its security support")
            }
            if archive.allowExpired {
                texts.append("the archive's Valid-Until is not checked (--allow-expired-release)")
            }
            let rolling = ["sid", "experimental"].contains(archive.suite)
            if archive.family == .debian, archive.mirror != nil, archive.securityMirror == nil, !rolling {
                texts.append("no archive of security updates is known; name it with --security-mirror")
            }
        }
        if spec.network.nameservers.isEmpty,
            !spec.network.vifs.contains(where: { $0.addressing.dhcp4 || $0.addressing.dhcp6 })
        {
            texts.append("the guest gets no resolver; name one with --nameserver")
        }
        let locked = spec.access.rootPassword == .locked && spec.access.rootKeys.isEmpty && spec.access.accounts.isEmpty
        if locked { texts.append("nobody can log in: there is neither a password nor a key") }
        texts += facts.unreadableConfigurations.map { "which addresses it takes is unknown: \($0)" }
        return texts
    }
}
