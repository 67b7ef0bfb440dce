import Model

/// Sends apt's downloads through a proxy, or takes such a setting of the build away.
package struct SetAptProxy: GuestEdit {
    package let title = "apt proxy"
    package let origin: String
    package let reads: [GuestPath] = [path]
    private let proxy: String?

    private static let path: GuestPath = "/etc/apt/apt.conf.d/01proxy"

    /// - Parameter proxy: a URL such as `http://192.0.2.1:3142`; nil for no proxy.
    /// - Throws: `.usage` for a text that is no URL.
    package init(_ proxy: String?, origin: String = "--apt_proxy") throws(ProvisionError) {
        if let proxy, !proxy.contains("://") || !AptText.isWord(proxy) {
            throw ProvisionError(
                .usage, "'\(proxy.printable)' is not the URL of a proxy", hint: "write it like http://192.0.2.1:3142")
        }
        self.proxy = proxy
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        guard let proxy else {
            files.remove(Self.path)
            return files
        }
        // apt uses the http setting for https as well; a second line would only hide that.
        files.write(Self.path, "Acquire::http::Proxy \"\(proxy)\";\n")
        return files
    }
}
