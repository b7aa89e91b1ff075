/// As in `1 image`, `2 images`; with a plural of its own, `1 query`, `2 queries`.
package func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
