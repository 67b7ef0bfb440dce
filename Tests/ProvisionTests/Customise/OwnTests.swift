import Distros
import Model
import TestSupport
import Testing

@testable import Provision

/// The rows of the table of clone hygiene that each guest gets its own of.
@Suite("What each guest has of its own")
struct OwnTests {
    static let rows = CloneHygiene.rows.filter { if case .own = $0.rule { true } else { false } }

    /// A root with another machine's things in it, after all edits for a guest of this name.
    private func root(_ name: String, id: Character, key: String) throws -> GuestFiles {
        var bench = try GuestBench()
        bench.set(Settings.hostname, name)
        bench.set(Settings.timezone, "UTC")
        let spec = try bench.spec()
        var files = GuestFiles()
        for row in CloneHygiene.rows {
            if case .own = row.rule { files.write(row.path, "of another machine\n") }
        }
        files["/etc/ssh"] = .directory(
            GuestDirectory(names: ["ed25519", "ecdsa", "rsa", "dsa"].map { "ssh_host_\($0)_key" }))
        for path in [
            "/usr/lib/systemd/systemd", "/usr/sbin/sshd", "/usr/sbin/ifup", "/sbin/ifup", "/etc/network",
            "/usr/bin/dpkg",
        ]
            as [GuestPath]
        {
            files[path] = .present
        }
        files.write("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        files.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        files.write("/etc/shadow", "root:*:19000:0:99999:7:::\n")
        files["/boot"] = .directory(GuestDirectory(names: ["vmlinuz-1", "initrd.img-1"]))
        let guest = MemoryGuestRoot(files)
        let customisation = GuestCustomisation(spec: spec, facts: bench.facts)
        let (traits, renderer) = try customisation.look(at: guest)
        let keys = try [("ed25519", "ssh-ed25519"), ("ecdsa", "ecdsa-sha2-nistp256")].map { kind, type in
            try HostKey(
                kind: #require(HostKey.Kind(rawValue: kind)),
                privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\n\(key)\n",
                publicKey: Self.publicKey(type))
        }
        let inputs = GuestCustomisation.Inputs(
            traits: traits, renderer: renderer, templates: NamedTemplates(),
            machineID: String(repeating: id, count: 32),
            passwordHash: nil, hostKeys: keys, repositoryKeys: [:])
        for edit in try customisation.edits(inputs) { try guest.perform(edit) }
        return guest.files
    }

    /// A well-formed line: the type's name with its length, in base64, and nothing behind it.
    private static func publicKey(_ type: String) -> String {
        type == "ssh-ed25519"
            ? "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAyExHuqHnTQCd0EMVhs3pMRvvfwFDwT6SIXHKy"
            : "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBN8C9YCB9eh4uNt1a75hW3Qum14"
                + "Ele/phX9PE+1h/O4hpBbN0ctx/KWP5msrR5ffBB4VAOkqRnQEar24IyBA/A="
    }

    @Test("is not what was in the root, and not what another guest has", arguments: rows)
    func differs(_ row: CloneHygiene.Row) throws {
        let one = try root("web1.example.org", id: "1", key: "one")
        let two = try root("web2.example.org", id: "2", key: "two")
        #expect(one.text(row.path) != "of another machine\n")
        guard one.exists(row.path), row.path != "/var/lib/dbus/machine-id", row.path != "/etc/fstab" else { return }
        #expect(one[row.path] != two[row.path])
    }
}
