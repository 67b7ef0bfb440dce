import Model

/// Chooses the host's bridge: the option, the configuration, xl.conf's default, the only one there is.
struct Bridge {
    private let request: SpecRequest

    init(_ request: SpecRequest) { self.request = request }

    func choose() throws(ProvisionError) -> String {
        if let given = request.values.text(Settings.bridge) {
            guard Self.isName(given) else {
                throw ProvisionError(
                    .usage,
                    "\(request.values.source(of: Settings.bridge)): '\(given.printable)' is not an interface's name")
            }
            return given
        }
        if let configured = request.facts.defaultBridge { return configured }
        if let only = request.facts.bridges.first, request.facts.bridges.count == 1 { return only }
        let found = request.facts.bridges
        throw ProvisionError(
            .usage,
            found.isEmpty
                ? "this host has no bridge" : "this host has several bridges: \(found.joined(separator: ", "))",
            hint: "name one with --bridge, or set vif.default.bridge in xl.conf")
    }

    /// IFNAMSIZ is 16 with its NUL; a tag of an Open vSwitch port may follow.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 20
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
    }
}
