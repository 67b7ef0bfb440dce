/// What becomes of a domain that has shut down: `on_poweroff`, `on_reboot`, … of its configuration (xl.cfg(5)).
package struct EndPolicy: Hashable, Codable, Sendable {
    /// The words of xl.cfg(5).
    package enum Action: String, Hashable, Codable, Sendable, CaseIterable {
        case destroy, restart, preserve
        case renameRestart = "rename-restart"
        case coredumpDestroy = "coredump-destroy"
        case coredumpRestart = "coredump-restart"
        case softReset = "soft-reset"
    }

    private static let keys: [(reason: ShutdownReason, key: String)] = [
        (.poweroff, XLKey.onPoweroff), (.reboot, XLKey.onReboot), (.crash, XLKey.onCrash), (.watchdog, "on_watchdog"),
        (.softReset, "on_soft_reset"),
    ]

    private var actions: [ShutdownReason: Action]

    /// xl's own defaults.
    package init() {
        actions = [
            .poweroff: .destroy, .reboot: .restart, .crash: .destroy, .watchdog: .destroy,
            // kexec inside the guest: without the old memory at hand it is a reboot.
            .softReset: .softReset,
        ]
    }

    /// - Throws: `.badInput` for a word that xl does not know.
    package init(_ config: XLConfig) throws(ProvisionError) {
        self.init()
        for (reason, key) in Self.keys { actions[reason] = try Self.action(config, key) ?? actions[reason] }
    }

    /// What it asks for that our monitor does not do: no dump of the memory is taken, and a second domain of that guest
    /// would keep its disks busy.
    var problems: [String] {
        Self.keys.compactMap { reason, key in
            switch actions[reason] {
            case .coredumpDestroy, .coredumpRestart, .renameRestart: "\(key) = '\(actions[reason]?.rawValue ?? "")'"
            default: nil
            }
        }
    }

    /// Keys and words as libxl has them (libxl_types.idl), such as `on_reboot` and `rename_restart`.
    package var libxlWords: [String: String] {
        var words: [String: String] = [:]
        for (reason, key) in Self.keys { words[key] = actions[reason]?.rawValue.replacing("-", with: "_") }
        return words
    }

    /// What to do; nil for a domain that was only saved.
    package func action(for reason: ShutdownReason) -> Outcome? {
        switch actions[reason] {
        case .destroy: .remove
        case .restart, .softReset: .restart
        // The last three are refused at the start; of a configuration that was edited since, it stays to be looked at.
        case .preserve, .coredumpDestroy, .coredumpRestart, .renameRestart: .leave
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
