import CXenBridge
import Glibc
import Model

/// xenstore by libxenstore.
package final class LibStore: Store {
    private let handle: OpaquePointer
    private var isWatching = false

    /// - Throws: `.unavailable` where no xenstored answers.
    package init() throws(ProvisionError) {
        var opened: OpaquePointer?
        let rc = xb_store_open(&opened)
        guard rc == 0, let opened else {
            throw ProvisionError(
                rc == -EACCES ? .notPermitted : .unavailable,
                "xenstored does not answer: \(String(cString: strerror(-rc)))",
                hint: "run it in a Xen dom0 as root, with the service 'xen' started")
        }
        handle = opened
    }

    deinit { xb_store_close(handle) }

    package func read(_ path: String) throws(ProvisionError) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        var count = 0
        let rc = xb_store_read(handle, path, &value, &count)
        if rc == -ENOENT { return nil }
        try check(rc, "reading", path)
        defer { free(value) }
        return String(decoding: UnsafeRawBufferPointer(start: value, count: count), as: UTF8.self)
    }

    package func list(_ path: String) throws(ProvisionError) -> [String] {
        var block: UnsafeMutablePointer<CChar>?
        let count = xb_store_list(handle, path, &block)
        if count == -ENOENT { return [] }
        try check(count, "listing", path)
        defer { free(block) }
        var names: [String] = []
        guard var at = block else { return [] }
        for _ in 0..<count {
            let name = String(cString: at)
            names.append(name)
            at += name.utf8.count + 1
        }
        return names
    }

    package func apply(_ operation: StoreOperation) throws(ProvisionError) {
        switch operation {
        case .remove(let path): try check(xb_store_remove(handle, path), "removing", path)
        case .write(let path, let value, let permissions):
            try check(xb_store_write(handle, path, value, value.utf8.count), "writing", path)
            guard let permissions else { return }
            let list = permissions.entries.map { xb_permission(domid: $0.domid, read: $0.mayRead ? 1 : 0, write: 0) }
            let rc = xb_store_set_permissions(handle, path, list, UInt32(list.count))
            try check(rc, "setting permissions of", path)
        }
    }

    package func introduce(_ domid: UInt32, ring: Ring) throws(ProvisionError) {
        try check(xb_store_introduce(handle, domid, ring.frame, ring.port), "introducing", "domain \(domid)")
    }

    package func watchForEnds() throws(ProvisionError) -> Int32 {
        if !isWatching { try check(xb_store_watch(handle, "@releaseDomain"), "watching", "@releaseDomain") }
        isWatching = true
        xb_store_drain(handle)
        return xb_store_descriptor(handle)
    }

    package func begin() throws(ProvisionError) { try check(xb_store_begin(handle), "starting", "a transaction") }

    package func commit() throws(ProvisionError) -> Bool {
        let rc = xb_store_end(handle, 0)
        if rc == -EAGAIN { return false }
        try check(rc, "finishing", "a transaction")
        return true
    }

    package func abort() { _ = xb_store_end(handle, 1) }

    private func check(_ rc: Int32, _ verb: String, _ object: String) throws(ProvisionError) {
        guard rc < 0 else { return }
        throw ProvisionError(
            .failed, "\(verb) \(object.printable) in xenstore: \(String(cString: strerror(-rc)))",
            hint: rc == -ENOSPC || rc == -EDQUOT ? "xenstored's quota is used up" : nil)
    }
}
