import Model
import TestSupport
import Testing

@testable import Distros

@Suite("Machine ID, time zone, locale, console, clean-up")
struct SystemEditTests {
    @Test("the machine ID is set, and D-Bus's copy becomes a link", arguments: ["bullseye", "trixie"])
    func machineID(root: String) throws {
        let edit = try SetMachineID("8f2b6a4e00014000800000000000000a")
        #expect(try GoldenFolder("SetMachineID/\(root)").differences(applying: edit) == [])
    }

    @Test(
        "what is no machine ID is refused",
        arguments: ["", "8F2B6A4E00014000800000000000000A", "00000000000000000000000000000000", "8f2b"])
    func badMachineID(text: String) { #expect(throws: ProvisionError.self) { try SetMachineID(text) } }

    @Test("the zone is a link, and /etc/timezone follows only where it exists", arguments: ["bookworm", "trixie"])
    func timezone(root: String) throws {
        let edit = try SetTimezone("Europe/Berlin")
        #expect(try GoldenFolder("SetTimezone/\(root)").differences(applying: edit) == [])
    }

    @Test("UTC needs no time zone database")
    func utc() throws {
        #expect(try GoldenFolder("SetTimezone/alpine-utc").differences(applying: try SetTimezone("UTC")) == [])
    }

    @Test("a zone that the root does not know is an error; so is a path in place of a name")
    func unknownZone() throws {
        let edit = try SetTimezone("Mars/Olympus_Mons")
        let files = try GoldenFolder("SetTimezone/no-such-zone").before().visible(to: edit)
        #expect(throws: ProvisionError.self) { try edit.apply(to: files) }
        #expect(throws: ProvisionError.self) { try SetTimezone("../../etc/passwd") }
        #expect(throws: ProvisionError.self) { try SetTimezone("Europe/../../x") }
    }

    @Test("the locale is set where each family keeps it", arguments: ["bookworm", "trixie", "alpine", "fedora"])
    func locale(root: String) throws {
        let edit = try SetLocale("de_DE.UTF-8")
        #expect(edit.needsGeneration)
        #expect(try GoldenFolder("SetLocale/\(root)").differences(applying: edit) == [])
    }

    @Test("C.UTF-8 is part of the C library and is not generated")
    func builtInLocale() throws {
        let edit = try SetLocale("C.UTF-8")
        #expect(!edit.needsGeneration)
        #expect(try GoldenFolder("SetLocale/trixie-c").differences(applying: edit) == [])
    }

    @Test(
        "the console has a login under every init system",
        arguments: ["bookworm", "bullseye-unmerged", "daedalus", "alpine", "no-init"])
    func console(root: String) throws {
        #expect(try GoldenFolder("EnableConsole/\(root)").differences(applying: try EnableConsole()) == [])
    }

    @Test("a build's leftovers go, an administrator's service policy stays", arguments: ["bookworm", "own-policy"])
    func clean(root: String) throws {
        #expect(try GoldenFolder("CleanRoot/\(root)").differences(applying: CleanRoot()) == [])
    }

    @Test("a machine ID that nobody may know is left to the first boot, in the words that the init system knows")
    func noMachineID() throws {
        var files = GuestFiles()
        files.write("/etc/machine-id", "8f2b6a4e00014000800000000000000a\n")
        files.write("/var/lib/dbus/machine-id", "8f2b6a4e00014000800000000000000a\n")
        let systemd = try SetMachineID(nil).apply(to: files)
        #expect(systemd.text("/etc/machine-id") == "uninitialized\n")
        #expect(!systemd.exists("/var/lib/dbus/machine-id"))
        let other = try SetMachineID(nil, initSystem: .sysvinit).apply(to: files)
        #expect(!other.exists("/etc/machine-id") && !other.exists("/var/lib/dbus/machine-id"))
    }

    @Test("host keys of the first boot: a unit that systemd starts, and no key that others have")
    func hostKeysAtFirstBoot() throws {
        var files = GuestFiles()
        files["/etc/ssh"] = .directory(
            GuestDirectory(names: ["ssh_host_rsa_key", "ssh_host_rsa_key.pub", "sshd_config"]))
        let after = try HostKeysAtFirstBoot(initSystem: .systemd, origin: "--seed").apply(to: files)
        #expect(after.names(in: "/etc/ssh") == ["sshd_config"])
        #expect(
            after["/etc/systemd/system/multi-user.target.wants/xen-provision-host-keys.service"]
                == .link("../xen-provision-host-keys.service"))
        #expect(
            after.text("/etc/systemd/system/xen-provision-host-keys.service")?
                .contains("ExecStart=/usr/bin/ssh-keygen -A\n") == true)
        #expect(throws: ProvisionError.self) { try HostKeysAtFirstBoot(initSystem: .sysvinit, origin: "--seed") }
    }
}
