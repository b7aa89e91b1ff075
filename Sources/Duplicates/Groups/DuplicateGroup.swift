import Imaging
import Gallery

/// Files that are the same picture: linked pair by pair.
package struct DuplicateGroup: Sendable {
    /// A pair of similar files of the group, by their places in it.
    package struct Pair: Sendable, Equatable {
        package let first: Int
        package let second: Int
        /// The score by the metric; nil where files are equal.
        package let score: Double?
        /// The symmetry by which the second file is similar to the first.
        package let symmetry: Symmetry
    }

    /// The one to keep first, then other files that always stay, then the rest in the order of their paths.
    package let files: [DuplicateFile]
    /// The number of files that are kept.
    package let keptCount: Int
    package let pairs: [Pair]

    package init(files: [DuplicateFile], keptCount: Int, pairs: [Pair]) {
        self.files = files
        self.keptCount = keptCount
        self.pairs = pairs
    }

    package var keeper: DuplicateFile { files[0] }
    /// The files that are not kept.
    package var surplus: ArraySlice<DuplicateFile> { files[keptCount...] }

    /// The pairs of each file that is not kept with the next one on its shortest path to a file that is, the farthest files
    /// first.
    var waysToKept: [(place: Int, next: Int)] {
        var neighbours: [Int: [Int]] = [:]
        for pair in pairs {
            neighbours[pair.first, default: []].append(pair.second)
            neighbours[pair.second, default: []].append(pair.first)
        }
        var reached = Array(0..<keptCount)
        var isReached = Set(reached)
        var ways: [(place: Int, next: Int)] = []
        var position = 0
        while position < reached.count {
            let next = reached[position]
            for place in (neighbours[next] ?? []).sorted() where isReached.insert(place).inserted {
                reached.append(place)
                ways.append((place, next))
            }
            position += 1
        }
        return ways.reversed()
    }
}

extension [DuplicateGroup] {
    /// The connected components of `pairs`, in the order of their first paths.
    ///
    /// - Parameter hasScores: Whether pairs have scores.
    init(_ files: [DuplicateFile], _ pairs: [SimilarPair], keep: [KeepRule], hasScores: Bool) {
        var links = DisjointSets(count: files.count)
        for pair in pairs { links.join(pair.first, pair.second) }
        let linked = Set(pairs.flatMap { [$0.first, $0.second] })
        let members = Dictionary(grouping: linked.sorted()) { links.root(of: $0) }
        let pairsOfRoot = Dictionary(grouping: pairs) { links.root(of: $0.first) }
        self = members.sorted { $0.value[0] < $1.value[0] }.compactMap { root, places in
            DuplicateGroup(places, files, pairsOfRoot[root] ?? [], keep: keep, hasScores: hasScores)
        }
    }
}

extension DuplicateGroup {
    /// Creates a group; nil where all files are references, so that there is nothing to report.
    fileprivate init?(
        _ places: [Int], _ files: [DuplicateFile], _ pairs: [SimilarPair], keep: [KeepRule], hasScores: Bool
    ) {
        guard places.contains(where: { !files[$0].isReference }) else { return nil }
        // Not empty: a group has two files.
        let keeper = places.min { keep.prefers(files[$0], to: files[$1]) }!
        let others = places.filter { $0 != keeper }
        let order = [keeper] + others.filter { files[$0].isReference } + others.filter { !files[$0].isReference }
        let positions = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        self.init(
            files: order.map { files[$0] }, keptCount: 1 + others.count { files[$0].isReference },
            pairs: pairs.map { pair in
                // All are of this group.
                Pair(
                    first: positions[pair.first]!, second: positions[pair.second]!, score: hasScores ? pair.score : nil,
                    symmetry: pair.symmetry)
            })
    }
}

/// Sets of numbers that are joined two by two (Tarjan, "Efficiency of a good but not linear set union algorithm", 1975).
private struct DisjointSets {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func root(of number: Int) -> Int {
        var number = number
        while parents[number] != number {
            parents[number] = parents[parents[number]]
            number = parents[number]
        }
        return number
    }

    /// The smaller root becomes that of both, so that a group's root is its first member.
    mutating func join(_ first: Int, _ second: Int) {
        let (a, b) = (root(of: first), root(of: second))
        parents[max(a, b)] = min(a, b)
    }
}
