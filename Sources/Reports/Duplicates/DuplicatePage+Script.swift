extension DuplicatePage {
    /// A change here changes the hash; a test tells the new one.
    static let script = HTMLDocument.Inline(
        text: String(decoding: PackageResources.duplicates_js, as: UTF8.self),
        hash: "KUoOHG0jzvawVRwC0w+h2Go8spRDtdhJWYVVMEUamdk=")
}
