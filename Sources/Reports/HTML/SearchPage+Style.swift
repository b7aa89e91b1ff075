extension SearchPage {
    /// A change here changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: String(decoding: PackageResources.search_css, as: UTF8.self),
        hash: "w2c/36sy270sOga/k7Fk/+Nc0Mxb55wcLX0QWDjSevY=")
}
