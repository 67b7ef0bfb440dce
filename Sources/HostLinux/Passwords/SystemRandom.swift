import CHostShims
import Model

/// Bytes from the kernel's random source.
package enum SystemRandom {
    /// - Throws: `.unavailable` when the kernel has none to give.
    package static func bytes(_ count: Int) throws(ProvisionError) -> [UInt8] {
        var result: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // An empty buffer may have no address, and nothing to fill either.
            if let address = buffer.baseAddress { result = hs_random(address, count) }
            filled = count
        }
        guard result == 0 else {
            throw ProvisionError(.unavailable, "the kernel gives no random numbers: \(describe(errno: -result))")
        }
        return bytes
    }
}
