extension Settings {
    package static let ip = Setting(
        "ip", .list, .network, placeholder: "address[/prefix]", "A static IPv4 or IPv6 address; may be repeated.")
    package static let dhcp = Setting("dhcp", .flag, .network, "IPv4 address by DHCP.")
    package static let dhcp6 = Setting("dhcp6", .flag, .network, "IPv6 address by DHCP.")
    package static let slaac = Setting("slaac", .flag, .network, "IPv6 address by router advertisements.")
    package static let netmask = Setting(
        "netmask", .text, .network, placeholder: "mask", "Netmask for IPv4 addresses without a prefix.")
    package static let gateway = Setting(
        "gateway", .list, .network, placeholder: "address", "Default gateway; once for each family.")
    package static let broadcast = Setting("broadcast", .text, .network, placeholder: "address", "Broadcast address.")
    package static let pointToPoint = Setting(
        "p2p", .text, .network, placeholder: "address", aliases: ["pointopoint"], "Peer of a point-to-point link.")
    package static let nameserver = Setting(
        "nameserver", .list, .network, placeholder: "address", "Resolver for the guest; dom0's own where none is given."
    )
    package static let searchDomain = Setting(
        "search", .list, .network, placeholder: "domain", "Search domain for the guest's resolver.")
    package static let bridge = Setting(
        "bridge", .text, .network, placeholder: "bridge", "Bridge of the host for the first vif.")
    package static let vlan = Setting(
        "vlan", .text, .network, placeholder: "n", "Tag of its port on an Open vSwitch bridge.")
    package static let guestVLAN = Setting(
        "guest-vlan", .text, .network, placeholder: "n", "802.1Q tag inside the guest: the addresses go to eth0.n.")
    package static let mtu = Setting("mtu", .text, .network, placeholder: "bytes", "MTU inside the guest.")
    package static let mac = Setting("mac", .text, .network, placeholder: "address", "MAC address of the first vif.")
    package static let vifname = Setting(
        "vifname", .text, .network, placeholder: "name", "Name of the first vif's interface on the host.")
    package static let rate = Setting(
        "rate", .text, .network, placeholder: "rate", "Limit of the first vif's rate, such as 10Mb/s.")
    package static let vif = Setting(
        "vif", .list, .network, placeholder: "key=value,…",
        "A further vif: bridge=, ip= (several with '+'), gateway=, mac=, mtu=, vlan=, guest-vlan=, rate=, vifname=,"
            + " script=, and dhcp, dhcp6, slaac.")
    package static let renderer = Setting(
        "renderer", .choice(["auto", "ifupdown", "systemd-networkd", "netplan", "NetworkManager"]), .network,
        placeholder: "name", fallback: "auto", "What configures the network inside; auto goes by what is there.")
    package static let hosts = Setting(
        "hosts", .flag, .network, fallback: "yes", "Add a static guest to dom0's /etc/hosts.")
    package static let copyHosts = Setting(
        "copyhosts", .flag, .network, aliases: ["copy-hosts"], "Base the guest's /etc/hosts on dom0's.")

    package static let network = [
        ip, dhcp, dhcp6, slaac, netmask, gateway, broadcast, pointToPoint, nameserver, searchDomain, bridge, vlan,
        guestVLAN, mtu, mac, vifname, rate, vif, renderer, hosts, copyHosts,
    ]
}
