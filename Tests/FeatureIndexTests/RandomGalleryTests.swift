@testable import FeatureIndex
import Files
import Imaging
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// Galleries that grow, change and shrink by chance, searched with and without their index. A seed always gives the same.
struct RandomGalleryTests {
    /// Each with an index of the first version of the format, which is brought up to date in part, and with one of the latest: no other
    /// version holds pixels.
    @Test(arguments: 1...12 as ClosedRange<UInt64>, [1, SegmentLayout.latestVersion])
    func theAnswersAreThoseOfASearchWithout(seed: UInt64, version: UInt32) throws {
        var chance = Chance(seed: seed)
        let size = chance.element(of: [(112, 112), (97, 61), (64, 48), (448, 448), (30, 30), (130, 31)])
        try withIndexedFolder(size: PixelSize(width: size.0, height: size.1), isFilled: false) { gallery in
            var gallery = gallery
            gallery.threads = chance.number(in: 1...3)
            let own = try gallery.folder.write(chance.picture(), to: "gallery/own.png")
            var names: [String] = []
            for _ in 0..<chance.number(in: 1...4) {
                try chance.edit(gallery, &names)
                try gallery.update(storesPixels: chance.number(in: 0...5) == 0)
            }
            if version < SegmentLayout.latestVersion { try gallery.rewrite(gallery.key, as: version) }
            let queries = [
                try gallery.folder.write(chance.picture(), to: "queries/1.png"),
                try gallery.folder.write(chance.picture(), to: "queries/2.png"), own,
            ]
            for metric in Metric.allCases {
                let question = chance.question(metric)
                let trusted = try gallery.indexed(queries, question, isTrusted: true).answer
                #expect(trusted == (try gallery.plainAnswer(queries, question)), "seed \(seed), \(question)")
            }
            if chance.number(in: 0...1) == 0 {
                // Segments of several versions in one index.
                try chance.edit(gallery, &names)
                try gallery.update()
            }
            // From here on the index is out of date.
            try chance.edit(gallery, &names)
            try gallery.folder.write(chance.picture(), to: "queries/3.png")
            let more = queries[..<2] + [gallery.folder("queries/3.png")]
            for metric in Metric.allCases {
                try gallery.expectSameAnswers(Array(more), [chance.question(metric)], note: "seed \(seed)")
            }
        }
    }
}

/// The same with embeddings, which versions from the second on hold.
extension RandomGalleryTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>, [2, 3, SegmentLayout.latestVersion])
    func embeddingsAnswerAsWithout(seed: UInt64, version: UInt32) throws {
        var chance = Chance(seed: seed)
        let embedder = TestEmbedder()
        let key = FeatureKey(EmbeddingReading(embedder.space))
        try withIndexedFolder(isFilled: false) { gallery in
            let own = try gallery.folder.write(chance.picture(), to: "gallery/own.png")
            var names: [String] = []
            for _ in 0..<chance.number(in: 1...3) {
                try chance.edit(gallery, &names)
                try gallery.update(embedder)
            }
            if version < SegmentLayout.latestVersion { try gallery.rewrite(key, as: version) }
            let queries = [try gallery.folder.write(chance.picture(), to: "queries/1.png"), own]
            for isOutOfDate in [false, true] {
                let questions = Metric.allCases.map { chance.question($0) }
                let indexed = try gallery.indexedAnswers(isOutOfDate ? [queries[0]] : queries, embedder, questions).answers
                #expect(
                    try indexed == gallery.plainAnswers(isOutOfDate ? [queries[0]] : queries, embedder, questions),
                    "seed \(seed), version \(version), out of date: \(isOutOfDate)")
                try chance.edit(gallery, &names)
            }
        }
    }
}

/// What happens to a gallery, drawn from a seed.
private struct Chance {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func element<Element>(of elements: [Element]) -> Element { elements[number(in: 0...elements.count - 1)] }

    /// Few kinds and seeds, so that many pictures are equal or nearly so.
    mutating func picture() -> [UInt8] {
        let size = PixelSize(width: number(in: 20...60), height: number(in: 20...60))
        let picture = element(of: Picture.allCases + [.blobs, .blobs, .blobs, .noise])
        let samples = picture.samples(size, seed: UInt64(number(in: 1...6)))
        return PNGFile(
            width: size.width, height: size.height,
            samples: number(in: 0...2) == 0 ? nudged(samples, at: number(in: 0...samples.count - 1)) : samples
        ).bytes
    }

    mutating func question(_ metric: Metric) -> Question {
        Question(
            metric: metric, limit: element(of: [1, 2, 5, 17, nil]), excludesQuery: number(in: 0...3) == 0,
            threads: number(in: 1...3))
    }

    /// Adds, changes, moves, breaks and removes files. One stays at least.
    mutating func edit(_ gallery: IndexedFolder, _ names: inout [String]) throws {
        let folders = ["", "a/", "a/b/", "a.b/", "ä/", "z/"]
        for _ in 0..<number(in: 3...25) {
            let name = "\(element(of: folders))\(number(in: 0...99)).png"
            try gallery.folder.write(number(in: 0...15) == 0 ? [0x89, 0x50] : picture(), to: "gallery/\(name)")
            if !names.contains(name) { names.append(name) }
        }
        for _ in 0..<number(in: 0...names.count / 3) where names.count > 1 {
            let place = number(in: 0...names.count - 1)
            let path = gallery.gallery.appending(names[place])
            switch number(in: 0...3) {
            case 0: try replaceByCopy(path)
            case 1:
                let name = "moved-\(number(in: 0...999)).png"
                try move(path, to: gallery.gallery.appending(name))
                names[place] = name
                if names.filter({ $0 == name }).count > 1 { names.remove(at: place) }
            default:
                try removeName(path)
                names.remove(at: place)
            }
        }
    }
}
