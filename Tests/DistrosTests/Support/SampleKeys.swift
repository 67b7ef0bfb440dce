/// Public keys made for these tests; nobody has the private halves.
enum SampleKeys {
    static let first =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL6ngKlH06mp+ZGRNWxTxOqsfAXJ6FG4kOtm3HXVqPOj user1@example.org"
    static let second =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2Z9Fv6EMBa8dOMsMDAjqFVrC/PG/3rKuwj2HbMyJpr user2@example.org"
    static let ecdsa =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOdBk0zUCnkzacFd/5PwJo8DsuygT/nRqvMi"
        + "oPCbiW6GXlYn0w9fK6GidwbhJcXisEr6e4orv73Pl+6RCeG5igI= x"
    /// The form of a private key, with nothing in it.
    static let privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH PRIVATE KEY-----\n"
    /// The form of a hash, of no password.
    static let hash = "$y$j9T$saltsaltsalt$hashhashhashhashhash"
}
