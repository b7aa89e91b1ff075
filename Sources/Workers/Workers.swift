#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs `body` once on each of `count` threads, the calling one among them, and returns their results in worker order.
///
/// Plain threads rather than a task group: the work is loops of C code that never suspend, the user says how many there
/// are, and the runtime for tasks would have to be loaded by every search.
public func withWorkers<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (_ worker: Int) -> Result
) -> [Result] {
    precondition(count > 0)
    let others = (1..<max(count, 1)).map { WorkerThread(index: $0, body: body) }
    for other in others { other.start() }
    let own = body(0)
    return [own] + others.map { $0.result() }
}

/// The number of processors that are on line.
public var availableProcessors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// One thread and what it computes. Its state is written by the thread and read after joining it, never at once.
private final class WorkerThread<Result: Sendable>: @unchecked Sendable {
    private let index: Int
    private let body: @Sendable (Int) -> Result
    private var outcome: Result?
    private var thread: pthread_t?

    init(index: Int, body: @escaping @Sendable (Int) -> Result) {
        self.index = index
        self.body = body
    }

    private func run() { outcome = body(index) }

    func start() {
        // The thread's own reference, which it gives back when it begins to run.
        let reference = Unmanaged.passRetained(Job(run: run)).toOpaque()
        #if os(Linux)
        var created = pthread_t()
        let status = pthread_create(&created, nil, { Job.perform($0) }, reference)
        #else
        var created: pthread_t?
        let status = pthread_create(&created, nil, { Job.perform($0) }, reference)
        #endif
        if status == 0 {
            thread = created
        } else {
            Unmanaged<Job>.fromOpaque(reference).release()
        }
    }

    func result() -> Result {
        if let thread { pthread_join(thread, nil) }
        // A thread that could not be made has its share done here.
        if outcome == nil { run() }
        return outcome!  // Set by `run`, either just now or before the join.
    }
}

private final class Job {
    private let run: () -> Void

    init(run: @escaping () -> Void) { self.run = run }

    static func perform(_ reference: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let reference else { return nil }
        Unmanaged<Job>.fromOpaque(reference).takeRetainedValue().run()
        return nil
    }
}
