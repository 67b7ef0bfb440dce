/// The templates that the binary carries: name without `.mustache`, and the file as it is in `text/`.
///
/// SwiftPM turns each file of `text/` into a constant but gives no list of them; a test compares this one with the
/// folder.
enum EmbeddedTemplates {
    /// By name.
    static let all: [String: [UInt8]] = [
        "ifupdown-interfaces": PackageResources.ifupdown_interfaces_mustache,
        "interface-link": PackageResources.interface_link_mustache,
        "netplan": PackageResources.netplan_mustache,
        "networkd-netdev": PackageResources.networkd_netdev_mustache,
        "networkd-network": PackageResources.networkd_network_mustache,
        "networkmanager-connection": PackageResources.networkmanager_connection_mustache,
        "resolv-conf": PackageResources.resolv_conf_mustache,
        "resolved-conf": PackageResources.resolved_conf_mustache,
    ]
}
