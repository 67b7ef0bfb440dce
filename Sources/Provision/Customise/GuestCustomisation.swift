import Distros
import Model

package struct GuestCustomisation: Sendable {
    let spec: GuestSpec
    let facts: HostFacts
    let run: RunID
    let paths: HostPaths
    var expectedEffects: [PlannedEffect] { [] }
    func edits(for traits: GuestTraits, _ world: World) throws(ProvisionError) -> [any GuestEdit] { [] }
}
