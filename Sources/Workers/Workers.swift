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
    let others = (1..<count).map { index in BackgroundWork { body(index) } }
    let own = body(0)
    return [own] + others.map { $0.result() }
}

/// The number of processors that are on line.
public var availableProcessors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// Something computed on a thread of its own.
public final class BackgroundWork<Result: Sendable>: @unchecked Sendable {
    // The outcome is written by the thread and read after joining it, never at once.
    private let body: @Sendable () -> Result
    private var outcome: Result?
    private var thread: pthread_t?

    /// Begins to compute `body`.
    public init(_ body: @escaping @Sendable () -> Result) {
        self.body = body
        // The thread's own reference, which it gives back when it begins to run.
        let reference = Unmanaged.passRetained(Job { [self] in outcome = body() }).toOpaque()
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

    /// Waits for the result. To be called once.
    public func result() -> Result {
        guard let thread else { return body() }  // No thread could be made: the work is done here.
        pthread_join(thread, nil)
        self.thread = nil
        return outcome!  // Written before the thread ended.
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
