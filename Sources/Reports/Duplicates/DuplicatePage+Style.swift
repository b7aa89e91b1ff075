extension DuplicatePage {
    /// A change here changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: String(decoding: PackageResources.duplicates_css, as: UTF8.self),
        hash: "0NHumOy66YVZrXrartix17yVoqj1Vs3e6EjlAo38i3o=")
}
