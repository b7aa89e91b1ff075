import Gallery
import Kernels
import Metrics
import Search
import Synchronization
import SystemPackage
import TestSupport
import Testing
import VectorStores

/// What is told of long work while it goes on.
struct ProgressTests {
    @Test func asManyStepsAreMadeAsWereAnnounced() throws {
        let data = Fixtures.repository.appending("data")
        let model = ModelRequest(name: data.appending("models/tiny-clip").string)
        let request = SearchRequest(
            galleries: [GalleryRequest(folder: data.appending("train/Lime"), index: .none)], features: .embeddings(model),
            resources: Resources(threads: 2, kernels: SampleGallery.kernels))
        let queries = Array(try FolderWalk(data.appending("test/Lime")).images)
        let observer = StepRecorder()
        _ = try SearchEngine(request, observer: observer).trials(of: [.flat], for: queries, by: .named([.cosine, .l2]))
        let works = observer.works
        #expect(works.contains { $0.phase == .evaluating && $0.total == queries.count })
        // Each query by each metric.
        #expect(works.first { $0.phase == .askingStores }?.total == queries.count * 2)
        for work in works { #expect(work.stepsMade == work.total && work.isFinished, "\(work.phase)") }
    }
}

/// Keeps every piece of work that was begun.
private final class StepRecorder: SearchObserver {
    final class Work: WorkProgress {
        let phase: WorkPhase
        let total: Int
        private let steps = Atomic(0)
        private let ends = Atomic(0)

        init(_ phase: WorkPhase, total: Int) {
            self.phase = phase
            self.total = total
        }

        var stepsMade: Int { steps.load(ordering: .relaxed) }
        var isFinished: Bool { ends.load(ordering: .relaxed) == 1 }

        func advance(by count: Int) { steps.add(count, ordering: .relaxed) }
        func finish() { ends.add(1, ordering: .relaxed) }
    }

    private let begun = Mutex<[Work]>([])

    var works: [Work] { begun.withLock { $0 } }

    func notice(_ notice: SearchNotice) {}

    func begin(_ phase: WorkPhase, total: Int) -> any WorkProgress {
        let work = Work(phase, total: total)
        begun.withLock { $0.append(work) }
        return work
    }
}
