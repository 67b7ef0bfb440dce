import Glibc

/// Extended attributes. Swift's Glibc module lacks <sys/xattr.h>, the C library does not.
enum Attributes {
    private typealias Set =
        @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer, Int, Int32) -> Int32
    private typealias Get =
        @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int) -> Int

    /// False where the file system has none.
    static func set(_ name: String, _ value: String, on path: String) -> Bool {
        guard let function = dlsym(nil, "setxattr") else { return false }
        return unsafeBitCast(function, to: Set.self)(path, name, value, value.utf8.count, 0) == 0
    }

    static func get(_ name: String, of path: String) -> String? {
        guard let function = dlsym(nil, "getxattr") else { return nil }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = unsafeBitCast(function, to: Get.self)(path, name, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}
