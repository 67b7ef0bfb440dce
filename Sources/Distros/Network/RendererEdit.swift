import Model

/// What the four renderers' edits have in common: the leftovers of the others, then one's own files, then the units.
protocol RendererEdit: GuestEdit {
    /// Whose configuration it writes.
    static var renderer: NetworkRenderer { get }
    /// What has to be started at boot; none where the package or netplan sees to it.
    static var units: UnitLinks { get }
    var network: NetworkSpec { get }
    var templates: any TextTemplates { get }
    /// Writes the renderer's own files, after the leftovers were cleared.
    func write(_ plans: [InterfacePlan], to files: inout GuestFiles) throws(ProvisionError)
}

extension RendererEdit {
    static var units: UnitLinks { UnitLinks(units: []) }
    private var leftovers: RendererLeftovers { RendererLeftovers(renderer: Self.renderer, network: network) }

    package var title: String { "network (\(Self.renderer.rawValue))" }
    package var reads: [GuestPath] { commonReads }
    package var probes: [GuestPath] { commonProbes }
    package var lists: [GuestPath] { leftovers.lists }

    /// For a renderer that reads more than every other.
    var commonReads: [GuestPath] { Array(Set(leftovers.reads + Self.units.reads)).sorted() }
    var commonProbes: [GuestPath] { leftovers.probes + Self.units.probes }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        let plans = try network.plans()
        try leftovers.clear(&files)
        try write(plans, to: &files)
        try Self.units.enable(in: &files)
        return files
    }
}
