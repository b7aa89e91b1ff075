/// A set of characters, or all characters but these.
struct ScalarSet: Sendable {
    private let members: Set<Unicode.Scalar>
    private let isComplement: Bool

    init(_ characters: String) {
        self.init(members: Set(characters.unicodeScalars), isComplement: false)
    }

    private init(members: Set<Unicode.Scalar>, isComplement: Bool) {
        self.members = members
        self.isComplement = isComplement
    }

    var complement: ScalarSet { ScalarSet(members: members, isComplement: !isComplement) }

    func contains(_ scalar: Unicode.Scalar) -> Bool { members.contains(scalar) != isComplement }
}
