import Model
import TestSupport
import Testing

@testable import Distros

@Suite("Passwords and accounts")
struct AccountEditTests {
    @Test("root's hash goes to shadow, and passwd points there", arguments: ["bookworm", "unshadowed"])
    func rootPassword(root: String) throws {
        let edit = try SetRootPassword(hash: SampleKeys.hash, day: 20_000)
        #expect(try GoldenFolder("SetRootPassword/\(root)").differences(applying: edit) == [])
    }

    @Test("a hash shows up neither in the plan nor in an error")
    func secrecy() throws {
        let edit = try SetRootPassword(hash: SampleKeys.hash, day: 20_000)
        #expect(!(edit.title + edit.origin).contains("$y$"))
        let error = #expect(throws: ProvisionError.self) {
            try SetRootPassword(hash: "$y$with:colon$secret", day: 20_000)
        }
        #expect(error?.code == .badInput)
        #expect(error.map { "\($0)".contains("secret") } == false)
    }

    @Test("a clear-text password is not taken for a hash", arguments: ["secret", "", "$", "$6$a\n$b", "$y$"])
    func clearText(password: String) {
        #expect(throws: ProvisionError.self) { try SetRootPassword(hash: password, day: 20_000) }
    }

    @Test("an image's root password is taken away; one that is locked already stays", arguments: ["noble", "locked"])
    func lock(root: String) throws {
        let edit = LockRootPassword(day: 20_000)
        #expect(try GoldenFolder("LockRootPassword/\(root)").differences(applying: edit) == [])
    }

    @Test("an account without password may use sudo without one")
    func sudo() throws {
        let edit = try GrantSudo(AccountSpec(name: "admin", isAdministrator: true))
        #expect(try GoldenFolder("GrantSudo/debian").differences(applying: edit) == [])
    }

    @Test("a root without shadow is an error that says what to do")
    func noShadow() {
        let error = #expect(throws: ProvisionError.self) { try LockRootPassword(day: 1).apply(to: GuestFiles()) }
        #expect(error?.hint?.contains("pwconv") == true)
    }

    @Test("an administrator with password and key", arguments: ["bookworm", "numbers-taken"])
    func administrator(root: String) throws {
        let account = try AccountSpec(name: "eve", authorizedKeys: [SampleKeys.first], isAdministrator: true)
        let edit = try AddAccount(account, passwordHash: SampleKeys.hash, day: 20_000)
        #expect(try GoldenFolder("AddAccount/\(root)").differences(applying: edit) == [])
    }

    @Test("without bash and gshadow the account gets sh and the wheel group")
    func alpine() throws {
        let account = try AccountSpec(name: "eve", authorizedKeys: [SampleKeys.first], isAdministrator: true)
        let edit = try AddAccount(account, passwordHash: nil, day: 20_000)
        #expect(try GoldenFolder("AddAccount/alpine").differences(applying: edit) == [])
    }

    @Test("an account that the image has gets the key and keeps the rest")
    func existing() throws {
        let account = try AccountSpec(name: "ubuntu", authorizedKeys: [SampleKeys.first])
        let edit = try AddAccount(account, passwordHash: nil, day: 20_000)
        #expect(try GoldenFolder("AddAccount/existing").differences(applying: edit) == [])
    }

    @Test("an account of the system is not touched")
    func systemAccount() throws {
        let edit = try AddAccount(AccountSpec(name: "daemon"), passwordHash: nil, day: 20_000)
        let files = try GoldenFolder("AddAccount/bookworm").before().visible(to: edit)
        let error = #expect(throws: ProvisionError.self) { try edit.apply(to: files) }
        #expect(error?.code == .exists)
    }

    @Test("an administrator needs a group for it")
    func noSudoGroup() throws {
        let edit = try AddAccount(AccountSpec(name: "eve", isAdministrator: true), passwordHash: nil, day: 20_000)
        var files = try GoldenFolder("AddAccount/bookworm").before().visible(to: edit)
        files.write("/etc/group", "root:x:0:\n")
        #expect(throws: ProvisionError.self) { try edit.apply(to: files) }
    }
}
