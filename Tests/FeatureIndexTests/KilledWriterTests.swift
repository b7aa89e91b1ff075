@testable import FeatureIndex
import Files
import Foundation
import Imaging
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// Whenever the writer is killed, the index opens or is not there, answers are right, and the next run completes it.
struct KilledWriterTests {
    @Test func atRandomInstants() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            for seed in 1...20 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
            }
            var generator = SeededGenerator(seed: 99)
            let query = gallery.gallery.appending("7.png")
            let duration = try secondsOfOneRun(gallery)
            for round in 0..<(testsMayBeLong ? 400 : 24) as Range<UInt64> {
                if round % 6 == 5 { try FileManager.default.removeItem(atPath: gallery.index.string) }
                try change(gallery, round, &generator)
                let delay = Double.random(in: 0...1.3 * duration, using: &generator)
                try kill(gallery, after: "sleep \(delay)", options: round % 8 == 7 ? "--store-pixels" : "")
                try expectWhole(gallery, query, "round \(round), after \(delay) s of \(duration) s")
                if round % 3 == 2 { try expectCompletion(gallery, query) }
            }
            try expectCompletion(gallery, query)
        }
    }

    /// Images of this size fill a batch after a few.
    @Test func afterTheFirstBatch() throws {
        try withIndexedFolder(size: PixelSize(width: 1600, height: 1600), isFilled: false) { gallery in
            for seed in 1...10 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
            }
            let query = gallery.gallery.appending("3.png")
            for round in 0..<(testsMayBeLong ? 12 : 1) {
                try kill(
                    gallery, after: "until [ -e gallery/.retrieve/manifest ]; do sleep 0.002; done; sleep 0.0\(round)",
                    options: "--store-pixels")
                let kept = try #require(try IndexFolder(gallery.index).open(gallery.key)).reduce(0) { $0 + $1.liveRows.count }
                #expect(kept > 0, "what was finished stays")
                try expectWhole(gallery, query, "round \(round)")
                #expect(try gallery.update(storesPixels: true).added == 10 - kept)
                try expectCompletion(gallery, query)
                try FileManager.default.removeItem(atPath: gallery.index.string)
            }
        }
    }

    /// Images are read again to store their pixels; until that is done, what was there counts.
    @Test func whileStoringPixelsLater() throws {
        try withIndexedFolder(size: PixelSize(width: 1600, height: 1600), isFilled: false) { gallery in
            for seed in 1...10 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
            }
            try gallery.update()
            let query = gallery.gallery.appending("3.png")
            try kill(
                gallery, after: "until [ -e gallery/.retrieve/segment-2 ]; do sleep 0.002; done", options: "--store-pixels")
            #expect(try gallery.indexed([query]).staleness.isNone)
            try expectWhole(gallery, query, "killed")
            #expect(try gallery.update(storesPixels: true).images == 10)
            #expect(try gallery.indexed([query], Question(limit: nil)).statistics.filesRead == 0)
        }
    }

    private func secondsOfOneRun(_ gallery: IndexedFolder) throws -> Double {
        let start = ContinuousClock.now
        #expect(try gallery.runIndex("-q").status == 0)
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private func change(_ gallery: IndexedFolder, _ round: UInt64, _ generator: inout SeededGenerator) throws {
        for number in 0..<5 as Range<UInt64> {
            let name = "gallery/drawn/\(UInt64.random(in: 0..<20, using: &generator)).png"
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: removeFile(gallery.folder(name))
            case 1: try? move(gallery.folder(name), to: gallery.folder("gallery/drawn/\(20 + round % 10).png"))
            default: try gallery.folder.write(png(.blobs, seed: 100 + 5 * round + number), to: name)
            }
        }
    }

    private func kill(_ gallery: IndexedFolder, after wait: String, options: String) throws {
        // The child is not waited for before it is killed, so its number is nobody else's. Whoever runs the tests may have signals
        // blocked, which is inherited: a shell's `wait` would then wait for ever. The end of what the child could write tells as well.
        _ = try gallery.runShell("{ \"$0\" index gallery $options \(options) -q & \(wait); kill -9 $!; } | cat")
    }

    private func expectWhole(_ gallery: IndexedFolder, _ query: FilePath, _ what: Comment) throws {
        do {
            guard try IndexFolder(gallery.index).open(gallery.key) != nil else { return }
        } catch {
            #expect(error.reason == .missing, what)
            return
        }
        try gallery.expectSameAnswers([query], [Question(limit: 3)], note: what)
    }

    private func expectCompletion(_ gallery: IndexedFolder, _ query: FilePath) throws {
        try gallery.update()
        #expect(try gallery.indexed([query]).staleness.isNone)
        #expect(try gallery.leftovers() == [])
        let named = try #require(try IndexFolder(gallery.index).open(gallery.key)).map(\.segment.path.string)
        #expect(try gallery.segmentPaths().map(\.string).sorted() == named.sorted())
        try gallery.expectSameAnswers([query], [Question(limit: 3)])
    }
}
