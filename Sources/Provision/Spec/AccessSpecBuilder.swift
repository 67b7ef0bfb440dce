import Distros
import Model

/// Reads who may log in.
struct AccessSpecBuilder {
    let request: SpecRequest

    func build() throws(ProvisionError) -> AccessSpec {
        let keys = try rootKeys()
        let files = try hostKeyFiles()
        let isReproduced = try request.reproduction() != nil
        let makesKeys = files == nil && !isReproduced
        return AccessSpec(
            rootPassword: try rootPassword(), scheme: try scheme(), rootKeys: keys, accounts: try accounts(keys),
            hostKeyKinds: makesKeys
                ? [.ed25519, .ecdsa] + (request.values.isOn(Settings.rsaHostKey) ? [.rsa] : []) : [],
            hostKeyFiles: files, hostKeysAtFirstBoot: files == nil && isReproduced ? true : nil)
    }

    private func hostKeyFiles() throws(ProvisionError) -> [String]? {
        let files = request.values[list: Settings.hostKey].map { request.absolute($0.text) }
        let source = request.values.source(of: Settings.hostKey)
        for file in files {
            guard let isKey = request.facts.privateKeys[file] else {
                throw ProvisionError(.usage, "\(source): there is no file \(file.printable)")
            }
            guard isKey else {
                throw ProvisionError(
                    .badInput, "\(source): \(file.printable) holds no private key that ssh-keygen reads",
                    hint: "make one: ssh-keygen -t ed25519 -N '' -f FILE")
            }
        }
        return files.isEmpty ? nil : files
    }

    private func rootPassword() throws(ProvisionError) -> AccessSpec.RootPassword {
        let values = request.values
        let given = [Settings.password, Settings.passwordFile, Settings.passwordHashFile].filter { values.isGiven($0) }
        guard given.count < 2 else {
            throw ProvisionError(
                .usage, "\(given.map { "--\($0.name)" }.joined(separator: " and ")) exclude each other",
                hint: "give one of them")
        }
        if let reproduced = try reproducedPassword(given.first) { return reproduced }
        let target = values.text(Settings.writePassword).map(request.absolute)
        if let target, request.facts.paths[target] != nil {
            throw ProvisionError(
                .exists, "--write-password: \(target.printable) exists already", hint: "name a file that does not")
        }
        if given.isEmpty {
            guard values.isOn(Settings.genpass) else {
                if target != nil {
                    throw ProvisionError(.usage, "--write-password has nothing to write without a generated password")
                }
                return .locked
            }
            let length = try request.number(Settings.genpassLength, in: 8...128) ?? 23
            return .generated(length: length, writeTo: target)
        }
        if target != nil {
            throw ProvisionError(.usage, "--write-password writes a generated password, and one was given")
        }
        return hashed ?? .given
    }

    private var hashed: AccessSpec.RootPassword? {
        request.values.text(Settings.passwordHashFile).map { .hashed(file: request.absolute($0)) }
    }

    /// What follows from a public seed is no secret: such a guest has the hash that it is given, or no password.
    private func reproducedPassword(_ given: Setting?) throws(ProvisionError) -> AccessSpec.RootPassword? {
        guard try request.reproduction() != nil else { return nil }
        if let hashed { return hashed }
        for setting in [given, request.values.isGiven(Settings.writePassword) ? Settings.writePassword : nil] {
            guard let setting else { continue }
            throw ProvisionError(
                .usage, "--seed: with --\(setting.name) no two builds are the same, for every hash has a salt",
                hint: "give --password-hash-file (mkpasswd(1)), or keys with --ssh-key")
        }
        return .locked
    }

    private func scheme() throws(ProvisionError) -> PasswordScheme? {
        PasswordScheme(rawValue: try request.choice(Settings.hashMethod))
    }

    private func rootKeys() throws(ProvisionError) -> [String] {
        var keys: [String] = []
        for value in request.values[list: Settings.sshKey] {
            keys += try lines(of: value.text, option: request.values.source(of: Settings.sshKey))
        }
        return keys
    }

    private func accounts(_ keys: [String]) throws(ProvisionError) -> [AccountSpec] {
        let source = request.values.source(of: Settings.user)
        var accounts: [AccountSpec] = []
        for value in request.values[list: Settings.user] {
            let parts = value.text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.first != "root" else {
                throw ProvisionError(
                    .usage, "\(source): 'root' is there in every guest",
                    hint: "root's keys are those of --ssh-key, its password that of --password-file")
            }
            let own = parts.count == 2 ? try lines(of: parts[1], option: source) : keys
            accounts.append(
                try request.naming(Settings.user) { () throws(ProvisionError) in
                    try AccountSpec(name: parts.first ?? "", authorizedKeys: own, isAdministrator: true)
                })
        }
        if let twice = accounts.map(\.name).firstDuplicate {
            throw ProvisionError(.usage, "\(source): '\(twice)' is given twice", hint: "name every account once")
        }
        return accounts
    }

    /// Public keys: the text itself, or the lines of the file that it names.
    private func lines(of text: String, option: String) throws(ProvisionError) -> [String] {
        let content: String
        if PublicKey.looksLikeOne(text) {
            content = text
        } else if let file = request.facts.texts[request.absolute(text)] {
            content = file
        } else {
            throw ProvisionError(
                .usage, "\(option): '\(text.printable)' is neither a public key nor a file that can be read")
        }
        let lines = content.split(separator: "\n").map { String($0).trimmed }.filter {
            !$0.isEmpty && !$0.hasPrefix("#")
        }
        for line in lines { try PublicKey.check(line, option: option) }
        return lines
    }
}

/// Lines of authorized_keys (sshd(8)), without options in front.
enum PublicKey {
    private static let types = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    static func looksLikeOne(_ text: String) -> Bool { types.contains { text.hasPrefix($0 + " ") } }

    static func check(_ line: String, option: String) throws(ProvisionError) {
        guard !line.contains("PRIVATE KEY") else {
            throw ProvisionError(
                .badInput, "\(option): that is a private key, which must not leave its place",
                hint: "give the .pub file beside it")
        }
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(where: { types.contains(String($0)) }), words.count > index + 1,
            words[index + 1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0)) })
        else {
            throw ProvisionError(
                .badInput, "\(option): '\(String(line.prefix(40)).printable)' is not a public key",
                hint: "it looks like 'ssh-ed25519 AAAA… comment'")
        }
    }
}
