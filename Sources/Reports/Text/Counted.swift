/// Returns a number with its noun, as in `1 image` or `2 images`; with a plural of its own, as in `2 queries`.
package func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
