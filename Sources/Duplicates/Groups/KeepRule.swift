import Files
import Gallery
import Imaging
package import SystemPackage

/// A rule that chooses the file to keep among several of the same picture.
package enum KeepRule: Sendable, Equatable {
    /// The one of most pixels, then of most bytes.
    case largest
    /// The one of fewest pixels, then of fewest bytes.
    case smallest
    case oldest, newest
    /// The one in the folder that was named first.
    case first
    /// One below this folder.
    case folder(FilePath)

    /// Returns a number below zero where `a` is preferred to `b`, above zero where `b` is, and zero for a tie.
    func compare(_ a: DuplicateFile, _ b: DuplicateFile) -> Int {
        switch self {
        case .largest: Self.sign(b.pixels - a.pixels, b.status.size - a.status.size)
        case .smallest: Self.sign(a.pixels - b.pixels, a.status.size - b.status.size)
        case .oldest: Self.sign(a.status.modified < b.status.modified ? -1 : a.status.modified > b.status.modified ? 1 : 0)
        case .newest: Self.sign(a.status.modified > b.status.modified ? -1 : a.status.modified < b.status.modified ? 1 : 0)
        case .first: Self.sign(a.folder - b.folder)
        case .folder(let folder): Self.sign((b.isBelow(folder) ? 1 : 0) - (a.isBelow(folder) ? 1 : 0))
        }
    }

    private static func sign(_ numbers: Int...) -> Int { numbers.first { $0 != 0 } ?? 0 }
}

extension DuplicateFile {
    fileprivate var pixels: Int { size?.pixelCount ?? 0 }

    /// Whether the file lies in `folder` or in a folder below it, links followed.
    fileprivate func isBelow(_ folder: FilePath) -> Bool {
        guard let folder = try? folder.resolved(), let own = try? path.removingLastComponent().orCurrent.resolved() else {
            return false
        }
        return own.starts(with: folder)
    }
}

extension FilePath {
    /// "." for a path that is empty.
    var orCurrent: FilePath { isEmpty ? "." : self }
}

extension [KeepRule] {
    /// Whether `a` is preferred to `b`; by the path where no rule decides.
    func prefers(_ a: DuplicateFile, to b: DuplicateFile) -> Bool {
        if a.isReference != b.isReference { return a.isReference }
        for rule in self {
            let order = rule.compare(a, b)
            if order != 0 { return order < 0 }
        }
        return a.path.precedesBytewise(b.path)
    }
}
