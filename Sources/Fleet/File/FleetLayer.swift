import Model
import Provision

/// Where a secret is; never the secret itself.
package enum SecretReference: Hashable, Sendable {
    /// A variable of the environment that `apply` is run in.
    case environment(String)
    /// The first line of a file.
    case file(String)
}

/// What one place of a fleet file says about guests: the defaults, a host, a profile, or a guest itself.
package struct FleetLayer: Sendable {
    /// Values of one row.
    struct Values: Sendable {
        let setting: Setting
        let values: [Located<String>]
        /// Whether they go behind those of the layers below (`key+`) instead of in their place.
        let isAppended: Bool
    }

    var settings: [Values] = []
    var secrets: [(setting: Setting, reference: SecretReference, position: FleetPosition)] = []
    /// Profiles that it is made from, the first lowest.
    var profiles: [Located<String>] = []
    /// The networks of the vifs, the first of `eth0`; nil where nothing is said.
    var networks: [Located<String>]?
    /// The dom0 that the guest belongs to.
    var host: Located<String>?
}
