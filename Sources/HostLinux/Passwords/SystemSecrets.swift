import Model
import Provision

/// Hashes by libcrypt, randomness by the kernel.
package struct SystemSecrets: SecretMaker {
    package init() {}

    package func hash(_ password: String, scheme: PasswordScheme) throws(ProvisionError) -> String {
        try PasswordHasher.hash(password, scheme: scheme)
    }

    package func password(length: Int) throws(ProvisionError) -> String {
        try PasswordGenerator.generate(length: length)
    }

    package func randomBytes(_ count: Int) throws(ProvisionError) -> [UInt8] {
        try SystemRandom.bytes(count)
    }
}
