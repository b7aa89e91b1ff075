import Synchronization
import Testing
import Workers

/// Work is handed out once, whoever takes it, and results come back in order.
struct WorkersTests {
    @Test(arguments: [1, 2, 7, 32])
    func resultsComeInTheOrderOfTheWorkers(count: Int) {
        #expect(withWorkers(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
    }

    @Test func aSlowFirstWorkerDoesNotChangeTheOrder() {
        let results = withWorkers(4) { worker in
            // The earlier the worker, the longer it counts.
            var sum = worker
            for step in 0..<(4 - worker) * 20_000 { sum &+= step & 0 }
            return sum
        }
        #expect(results == [0, 1, 2, 3])
    }

    @Test func theCallersOwnThreadIsTheFirstWorker() {
        let calls = Mutex([Int]())
        _ = withWorkers(1) { worker in calls.withLock { $0.append(worker) } }
        #expect(calls.withLock { $0 } == [0])
    }

    @Test(arguments: [1, 2, 7], [1, 3, 8])
    func everyNumberIsHandedOutOnce(workers: Int, atOnce: Int) {
        let queue = WorkQueue(count: 5000)
        let taken = withWorkers(workers) { _ in
            var numbers: [Int] = []
            while let range = queue.take(atMost: atOnce) { numbers += range }
            return numbers
        }
        #expect(taken.joined().sorted() == Array(0..<5000))
        // Each worker's share is in order.
        #expect(taken.allSatisfy { $0 == $0.sorted() })
    }

    @Test func theLastShareMayBeSmaller() {
        let queue = WorkQueue(count: 10)
        #expect(
            [queue.take(atMost: 4), queue.take(atMost: 4), queue.take(atMost: 4), queue.take(atMost: 4)] == [
                0..<4, 4..<8, 8..<10, nil,
            ])
    }

    @Test func anEmptyQueueHasNothing() {
        let queue = WorkQueue(count: 0)
        #expect(queue.take() == nil)
        #expect(queue.take(atMost: 5) == nil)
    }

    @Test func aCancelledQueueHasNothingMore() {
        let queue = WorkQueue(count: 100)
        #expect(queue.take() == 0..<1)
        queue.cancel()
        #expect(queue.take() == nil)
        #expect(queue.take(atMost: 3) == nil)
    }

    @Test func thereIsAtLeastOneProcessor() { #expect(availableProcessors >= 1) }
}
