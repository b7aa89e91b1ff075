extension DuplicatePage {
    /// A change here changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: String(decoding: PackageResources.duplicates_css, as: UTF8.self),
        hash: "1mLf1pzCzvEWez9oViYaUa+CDuY95MhVf1YiToWMHys=")
}
