#if os(Linux)
import Glibc

/// Calls `body` on this thread without the rights of root, so that file permissions bind it whoever runs the tests.
///
/// Only files that are touched on this very thread are concerned.
package func asNobody<Result>(_ body: () throws -> Result) rethrows -> Result {
    typealias SetUser = @convention(c) (UInt32) -> CInt
    guard geteuid() == 0, let address = dlsym(nil, "setfsuid") else { return try body() }
    // As the C library declares it.
    let setUser = unsafeBitCast(address, to: SetUser.self)
    _ = setUser(65_534)
    defer { _ = setUser(0) }
    return try body()
}
#endif
