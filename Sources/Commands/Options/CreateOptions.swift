import ArgumentParser
import Provision

struct GuestOptions: TableOptions {
    static var rows: [Setting] { Settings.guest }
    var given: [String: [String]] = [:]
}

struct StorageOptions: TableOptions {
    static var rows: [Setting] { Settings.storage }
    var given: [String: [String]] = [:]
}

struct NetworkOptions: TableOptions {
    static var rows: [Setting] { Settings.network }
    var given: [String: [String]] = [:]
}

struct InstallationOptions: TableOptions {
    static var rows: [Setting] { Settings.installation }
    var given: [String: [String]] = [:]
}

struct AccessOptions: TableOptions {
    static var rows: [Setting] { Settings.access }
    var given: [String: [String]] = [:]
}

struct SystemOptions: TableOptions {
    static var rows: [Setting] { Settings.system }
    var given: [String: [String]] = [:]
}

struct BootOptions: TableOptions {
    static var rows: [Setting] { Settings.boot }
    var given: [String: [String]] = [:]
}

struct RunOptions: TableOptions {
    static var rows: [Setting] { Settings.run }
    var given: [String: [String]] = [:]
}

/// Every setting of a new guest, grouped as the table is.
struct CreateOptions: ParsableArguments {
    @OptionGroup(title: "Guest") var guest: GuestOptions
    @OptionGroup(title: "Storage") var storage: StorageOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Installation") var installation: InstallationOptions
    @OptionGroup(title: "Access") var access: AccessOptions
    @OptionGroup(title: "System inside the guest") var system: SystemOptions
    @OptionGroup(title: "Boot and domain configuration") var boot: BootOptions
    @OptionGroup(title: "This run") var run: RunOptions

    /// What was given on the command line.
    var given: [String: [String]] {
        let groups: [any TableOptions] = [guest, storage, network, installation, access, system, boot, run]
        return groups.reduce(into: [:]) { $0.merge($1.given) { $1 } }
    }
}
