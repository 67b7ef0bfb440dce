/// What becomes of a domain that has shut down: `on_poweroff`, `on_reboot`, … of its configuration (xl.cfg(5)).
package struct EndPolicy: Hashable, Codable, Sendable {
    /// The words of xl.cfg(5). Dumps of memory are not taken: such a word means what it says without them.
    package enum Action: String, Hashable, Codable, Sendable, CaseIterable {
        case destroy, restart, preserve
        case renameRestart = "rename-restart"
        case coredumpDestroy = "coredump-destroy"
        case coredumpRestart = "coredump-restart"
        case softReset = "soft-reset"
    }

    private let actions: [ShutdownReason: Action]

    /// - Throws: `.badInput` for a word that xl does not know.
    package init(_ config: XLConfig) throws(ProvisionError) {
        actions = try [
            .poweroff: Self.action(config, XLKey.onPoweroff) ?? .destroy,
            .reboot: Self.action(config, XLKey.onReboot) ?? .restart,
            .crash: Self.action(config, XLKey.onCrash) ?? .destroy,
            .watchdog: Self.action(config, "on_watchdog") ?? .destroy,
            // kexec inside the guest: without the old memory at hand it is a reboot.
            .softReset: Self.action(config, "on_soft_reset") ?? .softReset,
        ]
    }

    static func check(_ config: XLConfig) throws(ProvisionError) { _ = try EndPolicy(config) }

    /// What to do; nil for a domain that was only saved.
    package func action(for reason: ShutdownReason) -> Outcome? {
        switch actions[reason] {
        case .destroy, .coredumpDestroy: .remove
        case .restart, .coredumpRestart, .softReset: .restart
        case .preserve: .leave
        // A second domain of that name would keep its disks busy: it stays as it is for who wants to look at it.
        case .renameRestart: .leave
        case nil: nil
        }
    }

    /// What is done with the domain in the end.
    package enum Outcome: String, Hashable, Codable, Sendable { case remove, restart, leave }

    private static func action(_ config: XLConfig, _ key: String) throws(ProvisionError) -> Action? {
        guard let text = config.string(key) else { return nil }
        guard let action = Action(rawValue: text.replacingUnderscore) else {
            throw ProvisionError(
                .badInput, "\(key) = '\(text.printable)'",
                hint: "it is one of \(Action.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return action
    }
}

extension String {
    /// libxl spells them `rename_restart`, xl.cfg(5) with a hyphen; both are read.
    fileprivate var replacingUnderscore: String { String(map { $0 == "_" ? "-" : $0 }) }
}
