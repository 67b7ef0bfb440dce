extension [UInt8] {
    /// Puts bytes in the place of others from `start` on; all of them must lie within the array.
    mutating func overwrite(at start: Int, with bytes: [UInt8]) {
        withUnsafeMutableBytes { room in
            // The slice traps where the range does not lie within the array, in every build.
            UnsafeMutableRawBufferPointer(rebasing: room[start..<start + bytes.count]).copyBytes(from: bytes)
        }
    }
}
