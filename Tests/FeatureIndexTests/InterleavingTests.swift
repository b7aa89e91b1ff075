@testable import FeatureIndex
import Files
import Foundation
import Imaging
import SystemPackage
import TestSupport
import Testing

/// A reader that opens an index while a writer works sees one state, however their steps fall between each other.
///
/// A writer changes the folder by steps that are each done at once: a segment comes into place, a manifest takes another's place,
/// a file goes. A reader's steps are the openings of files, as an open file stays what it was. So every schedule of both is an
/// order of these steps, and all orders are tried: also those in which a manifest is written in the middle of a run, as happens
/// every few seconds of a long one.
struct InterleavingTests {
    private static let key = FeatureKey(PixelReader.Options(size: PixelSize(width: 28, height: 28)))

    /// What an index names: for each path when its file was last modified.
    private typealias State = [String: Int64]

    /// A change of the folder that is done at once.
    private enum Step {
        case place(segment: String, contents: FilePath)
        /// With what the manifest names.
        case replaceManifest(FilePath, State)
        case remove(String)
    }

    /// The files of an index at one time, kept under other names, and what it names.
    private struct Snapshot {
        var files: [String: FilePath]
        let state: State
    }

    @Test func everyScheduleShowsAStateThatStoodWhileTheIndexWasOpened() throws {
        try withTemporaryFolder { folder throws in
            let snapshots = try recordedRun(in: folder)
            let steps = zip(snapshots, snapshots.dropFirst()).flatMap { Self.steps(from: $0, to: $1) }
            // Two manifests in the middle of the run, one at its end; the segments that were joined go.
            #expect(steps.count { if case .replaceManifest = $0 { true } else { false } } == 3)
            #expect(steps.count { if case .remove = $0 { true } else { false } } >= 2)
            var schedule = Schedule(stepCount: steps.count)
            var schedules = 0
            var seen: Set<State> = []
            repeat {
                let index = IndexFolder(folder("replayed-\(schedules)"))
                let found = try replay(steps, from: snapshots[0], in: index, by: &schedule)
                seen.insert(found)
                schedules += 1
                try FileManager.default.removeItem(atPath: index.path.string)
            } while schedule.advance()
            #expect(schedules > 100 && seen == Set(snapshots.map(\.state)), "\(schedules) schedules, \(seen)")
        }
    }

    @Test func whereEveryReadingComesTooLateThatIsTold() throws {
        try withTemporaryFolder { folder throws in
            let index = IndexFolder(folder("index"))
            var time: Int64 = 1
            try update(index, to: ["a": time])
            let error = try #require(throws: IndexError.self) {
                _ = try index.open(Self.key) {
                    // Another file each time, so that the segment before has no row that counts, and goes.
                    time += 1
                    try? update(index, to: ["a": time])
                }
            }
            #expect(error.reason == .changing && error.path == index.path)
            #expect(try Self.state(of: index) == ["a": time])
        }
    }

    @Test func aSegmentThatIsMissingIsDamage() throws {
        try withTemporaryFolder { folder throws in
            let index = IndexFolder(folder("index"))
            try update(index, to: ["a": 1])
            removeFile(folder("index/segment-1"))
            #expect(try #require(throws: IndexError.self) { _ = try index.open(Self.key) }.isDamage)
        }
    }

    // MARK: Writing

    /// The states that a writer leaves one after the other: of a finished run, of one that replaces files and writes a manifest
    /// twice on the way, and of its end, where segments are joined.
    private func recordedRun(in folder: TemporaryFolder) throws -> [Snapshot] {
        let index = IndexFolder(folder("index"))
        var snapshots: [Snapshot] = []
        func record() throws {
            let kept = try folder.makeFolder("kept-\(snapshots.count)")
            var files: [String: FilePath] = [:]
            for entry in try directoryEntries(index.path) where !["lock", ".gitignore"].contains(entry.name.string) {
                let name = entry.name.string
                files[name] = kept.appending(name)
                try FileManager.default.linkItem(atPath: index.path.appending(name).string, toPath: kept.appending(name).string)
            }
            snapshots.append(Snapshot(files: files, state: try Self.state(of: index)))
        }
        try update(index, to: ["a": 1, "b": 1, "c": 1])
        try update(index, to: ["d": 1, "e": 1, "f": 1], keeping: ["a", "b", "c"])
        try record()
        let writer = try IndexWriter(index, key: Self.key, wantsPixels: true)
        try writer.append(batch(["a": 2]))
        try record()
        try writer.append(batch(["d": 2]))
        try record()
        _ = try writer.finish(keeping: Set(["a", "b", "d", "e", "f"].map { Array($0.utf8) }))
        try record()
        return snapshots
    }

    /// A whole run of a writer, after which the index has `files`, and what it has of those at `kept`.
    private func update(_ index: IndexFolder, to files: State, keeping kept: [String] = []) throws {
        let writer = try IndexWriter(index, key: Self.key, wantsPixels: true)
        try writer.append(batch(files))
        _ = try writer.finish(keeping: Set((files.keys + kept).map { Array($0.utf8) }))
    }

    /// Files that take the place of those at the same paths. That they are no images makes no difference to what is tried.
    private func batch(_ files: State) -> IndexWriter.Batch {
        let records = files.sorted { $0.key < $1.key }.map { path, time in
            IndexedFile(
                path: Array(path.utf8), stamp: FileStamp(size: 1, modified: time, changed: time, node: 1), hash: .ofNothing,
                failure: "no image")
        }
        return IndexWriter.Batch(failures: records, replacedPaths: Set(records.map(\.path)))
    }

    private static func state(of index: IndexFolder) throws -> State { try state(index.open(key)) }

    private static func state(_ segments: [OpenSegment]?) throws -> State {
        let files = try #require(segments).flatMap { open in open.liveRows.map { open.segment.file($0) } }
        return try Dictionary(
            files.map { (String(decoding: $0.path, as: UTF8.self), $0.stamp.modified) },
            uniquingKeysWith: { _, _ in throw Twice() })
    }

    /// Two rows count for one file.
    private struct Twice: Error {}

    // MARK: Replaying

    /// The writer's steps between two snapshots, in its order.
    private static func steps(from old: Snapshot, to new: Snapshot) -> [Step] {
        let placed = new.files.filter { old.files[$0.key] == nil }.sorted { $0.key < $1.key }
        let removed = old.files.keys.filter { new.files[$0] == nil }.sorted()
        return placed.map { .place(segment: $0.key, contents: $0.value) }
            + [.replaceManifest(new.files["manifest"]!, new.state)]  // Every snapshot has one.
            + removed.map { .remove($0) }
    }

    /// Opens the index once, while the writer's steps are carried out as `schedule` says.
    ///
    /// - Returns: What was found; it was expected to have stood meanwhile.
    private func replay(
        _ steps: [Step], from start: Snapshot, in index: IndexFolder, by schedule: inout Schedule
    ) throws -> State {
        try FileManager.default.createDirectory(atPath: index.path.string, withIntermediateDirectories: true)
        for (name, contents) in start.files { try put(contents, at: index.path.appending(name)) }
        schedule.begin()
        var stood = [start.state]
        var failure: (any Error)?
        let segments = try index.open(Self.key) {
            for step in steps[schedule.takeSteps()] {
                do {
                    switch step {
                    case .place(let segment, let contents): try put(contents, at: index.path.appending(segment))
                    case .replaceManifest(let contents, let state):
                        try put(contents, at: index.manifestPath)
                        stood.append(state)
                    case .remove(let name): removeFile(index.path.appending(name))
                    }
                } catch { failure = error }
            }
        }
        if let failure { throw failure }
        let found = try Self.state(segments)
        #expect(stood.contains(found), "\(schedule)")
        return found
    }

    private func put(_ contents: FilePath, at path: FilePath) throws {
        let unfinished = FilePath("\(path).partial")
        try FileManager.default.linkItem(atPath: contents.string, toPath: unfinished.string)
        try move(unfinished, to: path)
    }
}

/// How many of the writer's steps fall before each of the reader's, in all ways one after the other.
private struct Schedule {
    let stepCount: Int
    private var choices: [Int] = []
    private var readings = 0
    private var taken = 0

    init(stepCount: Int) { self.stepCount = stepCount }

    /// The reader begins anew.
    mutating func begin() { (readings, taken) = (0, 0) }

    /// The steps that fall before the reader's next one.
    mutating func takeSteps() -> Range<Int> {
        if readings == choices.count { choices.append(0) }
        let steps = taken..<taken + choices[readings]
        (readings, taken) = (readings + 1, steps.upperBound)
        return steps
    }

    /// Goes to the next schedule; false after the last.
    mutating func advance() -> Bool {
        while let last = choices.popLast() {
            guard choices.reduce(last, +) < stepCount else { continue }
            choices.append(last + 1)
            return true
        }
        return false
    }
}
