extension EvaluationPage {
    /// The most stores that it can show side by side: the style sheet knows each by its number.
    package static let mostStores = 8

    /// A change here or in the style of searches changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: SearchPage.style.text + String(decoding: PackageResources.evaluation_css, as: UTF8.self),
        hash: "n6sxuXiWjFNbFs+tDLuHJqf6LePcQa5DyFCgrL6Nys4=")

    /// Puts the queries in the order that is chosen. Without it the page shows them as they are written, worst first.
    static let script = HTMLDocument.Inline(
        text: String(decoding: PackageResources.evaluation_js, as: UTF8.self),
        hash: "f/odUZDkesHmRj97SaeQ1vU74m9plIJZK9WfBPAta5w=")
}
