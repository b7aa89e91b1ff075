#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The surface that `FUZZ_SURFACE` names.
private let chosen: Surface = {
    let name = getenv("FUZZ_SURFACE").map { String(cString: $0) } ?? ""
    guard let surface = Surface(rawValue: name) else {
        fatalError("FUZZ_SURFACE names none of \(Surface.allCases.map(\.rawValue))")
    }
    return surface
}()

/// What libFuzzer calls with each input that it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.take(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
