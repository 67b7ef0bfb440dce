import Model

/// Makes passwords that a person can read off a screen and type.
package enum PasswordGenerator {
    /// Letters and digits without those that look alike in some font: 0 O o, 1 l I.
    package static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789".utf8)

    /// A password of this many characters, each of the alphabet equally likely (5.8 bits each).
    ///
    /// - Throws: `.unavailable` when the kernel gives no random numbers.
    package static func generate(length: Int) throws(ProvisionError) -> String {
        try generate(length: length, random: SystemRandom.bytes)
    }

    /// Bytes at or above the largest multiple of the alphabet's size are thrown away: taking them modulo the size
    /// would make its first letters likelier than the others.
    static func generate(
        length: Int, random: (Int) throws(ProvisionError) -> [UInt8]
    ) throws(ProvisionError) -> String {
        let limit = 256 / alphabet.count * alphabet.count
        var letters: [UInt8] = []
        while letters.count < length {
            let usable = try random(length - letters.count).filter { Int($0) < limit }
            letters += usable.map { alphabet[Int($0) % alphabet.count] }
        }
        return String(decoding: letters, as: UTF8.self)
    }
}
