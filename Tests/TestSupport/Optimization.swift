/// Whether the tests run as optimised code; without, what takes long is left to the builds that are.
package let isOptimized: Bool = {
    var isOptimized = true
    // Only unoptimised code looks at what it asserts.
    assert(
        {
            isOptimized = false
            return true
        }())
    return isOptimized
}()
