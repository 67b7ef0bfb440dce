import Model

/// What the host's xl.conf(5) says about vifs that name no bridge or script themselves.
package struct XLSystemConf: Hashable, Sendable {
    /// `vif.default.bridge`, or its older name `defaultbridge`; nil where xl takes `xenbr0`.
    package let defaultBridge: String?
    /// `vif.default.script`, or its older name `vifscript`; nil where xl takes `vif-bridge`.
    package let defaultScript: String?

    /// Reads the text of xl.conf, which has the syntax of a domain configuration.
    ///
    /// - Throws: `.badInput` with `file:line`.
    package init(parsing text: String, file: String) throws(ProvisionError) {
        let config = try XLConfig(parsing: text, file: file)
        defaultBridge = config.string("vif.default.bridge") ?? config.string("defaultbridge")
        defaultScript = config.string("vif.default.script") ?? config.string("vifscript")
    }
}
