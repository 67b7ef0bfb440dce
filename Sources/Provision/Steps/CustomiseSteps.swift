import Distros
import Model

/// Makes the guest's SSH host keys, outside its root: nothing of the guest runs for it, and the keys carry its name.
struct MakeHostKeys: Step {
    let spec: GuestSpec
    let directory: String

    let phase = "Configure"
    var title: String { "make SSH host keys (\(spec.access.hostKeyKinds.map(\.rawValue).joined(separator: ", ")))" }
    var effects: [PlannedEffect] { keys.map { .command($0.invocation) } }

    private var keys: [MakeHostKey] {
        spec.access.hostKeyKinds.map { MakeHostKey(kind: $0, guest: spec.name, directory: directory) }
    }

    func run(_ world: World) throws(ProvisionError) {
        for key in keys {
            try world.runner.run(key.invocation)
            world.results.fingerprints.append(try world.runner.run(key.fingerprint).trimmed)
            guard let line = try world.files.read(key.path + ".pub"), let secret = try world.files.read(key.path) else {
                throw ProvisionError(.failed, "ssh-keygen left no key at \(key.path)")
            }
            world.results.hostKeys.append(try HostKey(kind: key.kind, privateKey: secret, publicKey: line))
            world.results.knownHosts.append(KnownHosts.line(spec, publicKey: line))
        }
        // The keys live in the guest and in memory now; the files would only lie around.
        try world.files.removeTree(directory)
    }
}

/// Takes SSH host keys that somebody has made.
struct TakeHostKeys: Step {
    let spec: GuestSpec
    let files: [String]

    let phase = "Configure"
    var title: String { "use the SSH host keys \(files.joined(separator: ", "))" }
    var effects: [PlannedEffect] { files.flatMap { [.command(publicKey($0)), .command(fingerprint($0))] } }

    // An empty passphrase is given, so that a key with another one is refused instead of asked for.
    private func publicKey(_ file: String) -> ToolInvocation {
        ToolInvocation("ssh-keygen", ["-y", "-P", "", "-f", file], purpose: "read the host key \(file)")
    }
    private func fingerprint(_ file: String) -> ToolInvocation {
        ToolInvocation("ssh-keygen", ["-l", "-f", file], purpose: "read the host key's fingerprint")
    }

    func run(_ world: World) throws(ProvisionError) {
        for file in files {
            guard let secret = try world.files.read(file) else {
                throw ProvisionError(.usage, "--host-key: there is no file \(file.printable)")
            }
            let line = try world.runner.run(publicKey(file)).trimmed
            let key = try HostKey(kind: kind(line, file), privateKey: secret, publicKey: line)
            world.results.hostKeys.append(key)
            world.results.fingerprints.append(try world.runner.run(fingerprint(file)).trimmed)
            world.results.knownHosts.append(KnownHosts.line(spec, publicKey: line))
        }
    }

    private func kind(_ line: String, _ file: String) throws(ProvisionError) -> HostKey.Kind {
        let type = line.prefix { $0 != " " }
        if type == "ssh-ed25519" { return .ed25519 }
        if type == "ssh-rsa" { return .rsa }
        if type.hasPrefix("ecdsa-") { return .ecdsa }
        throw ProvisionError(.badInput, "--host-key: \(file.printable) is of a kind that sshd has no host keys of")
    }
}

/// A known_hosts line (sshd(8)): every name and address of the guest, then the key without its comment.
enum KnownHosts {
    static func line(_ spec: GuestSpec, publicKey: String) -> String {
        let names = [spec.name.text] + (spec.name.fullyQualified == nil ? [] : [spec.name.short])
        let addresses = spec.network.vifs.flatMap { $0.addressing.addresses.map(\.address.description) }
        let key = publicKey.split(separator: " ").prefix(2).joined(separator: " ")
        return "\((names + addresses).joined(separator: ",")) \(key)"
    }
}

/// Settles the root password: given, made up, or none.
struct SettlePassword: Step {
    let access: AccessSpec

    let phase = "Configure"
    var title: String {
        switch access.rootPassword {
        case .generated(let length, let target):
            "make up a root password of \(length) characters"
                + (target.map { ", written to \($0)" } ?? ", shown at the end")
        case .given: "use the given root password"
        case .hashed(let file): "use the root password's hash in \(file)"
        case .locked: "lock root's password"
        }
    }

    func run(_ world: World) throws(ProvisionError) {
        if case .hashed(let file) = access.rootPassword { world.results.rootPasswordHash = try hash(file, world.files) }
        guard case .generated(let length, _) = access.rootPassword else { return }
        world.results.rootPassword = try world.secrets.password(length: length)
        world.results.passwordIsGenerated = true
    }

    private func hash(_ path: String, _ files: any HostFiles) throws(ProvisionError) -> String {
        let line = try files.read(path)?.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
        guard let line else { throw ProvisionError(.usage, "--password-hash-file: there is no file \(path.printable)") }
        let isHash =
            line.hasPrefix("$") && line.utf8.count <= 255 && line.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isHash, !line.contains(":") else {
            // What stands there may be the password itself.
            throw ProvisionError(
                .badInput, "--password-hash-file: the first line of \(path.printable) is no hash of crypt(5)",
                hint: "mkpasswd(1) makes one")
        }
        return line
    }
}

/// Makes the root this guest's own: every edit that fits what is in it.
struct CustomiseRoot: Step {
    let spec: GuestSpec
    let root: String
    let customisation: GuestCustomisation

    /// For the plan.
    let effects: [PlannedEffect]

    let phase = "Configure"
    var title: String { "configure the root for \(spec.name), by what it contains" }

    func run(_ world: World) throws(ProvisionError) {
        let guest = try world.roots.open(root)
        for edit in try customisation.edits(for: guest, world) {
            try world.interruption.check()
            world.reporter.detail("edit: \(edit.title) (\(edit.origin))")
            do throws(ProvisionError) {
                try guest.perform(edit)
            } catch {
                throw error.during("configuring \(edit.title)")
            }
        }
    }
}

/// Copies the guest's newest kernel and its initial RAM disk beside the images.
struct CopyKernel: Step {
    let root: String
    let kernel: String
    let initrd: String

    let phase = "Configure"
    var title: String { "copy the guest's kernel to \(kernel)" }
    var effects: [PlannedEffect] {
        [
            .file(path: kernel, origin: "the guest's /boot", content: nil),
            .file(path: initrd, origin: "the guest's /boot", content: nil),
        ]
    }

    func run(_ world: World) throws(ProvisionError) {
        let guest = try world.roots.open(root)
        let files = try guest.load(reads: [], probes: [], lists: ["/boot"])
        guard let newest = BootMenu(namesInBoot: files.names(in: "/boot")).kernels.first else {
            throw ProvisionError(
                .badInput, "the root has no kernel in /boot", hint: "give --boot-by=dom0-kernel with --kernel")
        }
        try guest.copyOut(GuestPath("/boot/vmlinuz-" + newest.version), to: kernel)
        guard let name = newest.initrd else {
            throw ProvisionError(.badInput, "the root has no initial RAM disk for the kernel \(newest.version)")
        }
        try guest.copyOut(GuestPath("/boot/" + name), to: initrd)
    }
}

/// Runs the administrator's role scripts on the finished root, as xen-tools does.
struct RunRoles: Step {
    let roles: RoleSpec
    let root: String

    let phase = "Configure"
    var title: String { "run \(roles.scripts.count) role script(s)" }
    var effects: [PlannedEffect] { commands.map { .command($0) } }

    private var commands: [ToolInvocation] {
        roles.scripts.map {
            ToolInvocation($0, [root] + roles.arguments, environment: roles.environment, purpose: "run the role \($0)")
        }
    }

    func run(_ world: World) throws(ProvisionError) {
        for command in commands { try world.runner.run(command) }
    }
}
