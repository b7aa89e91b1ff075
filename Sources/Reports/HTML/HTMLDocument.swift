/// The frame of a page that is one file: it needs no network, and its security policy lets it reach none.
///
/// Pages of other reports give a style sheet, and if need be a script, of their own.
struct HTMLDocument {
    /// A style sheet or script, and what the page's policy knows it by.
    struct Inline {
        let text: String
        /// The base64 of its SHA-256, which makes a browser refuse any other.
        let hash: String
    }

    let title: String
    let style: Inline
    var script: Inline?
    /// The sources that pictures may come from, as a content security policy names them.
    var imageSources = "data:"

    /// The beginning of the page, up to and with the start of the body.
    var opening: String {
        let scripts = script.map { "; script-src 'sha256-\($0.hash)'" } ?? ""
        let policy =
            "default-src 'none'; img-src \(imageSources); style-src 'sha256-\(style.hash)'\(scripts); base-uri 'none'; form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>\(HTMLText(title))</title>
            <style>\(style.text)</style>
            </head>
            <body>

            """
    }

    var closing: String {
        (script.map { "<script>\($0.text)</script>\n" } ?? "") + "</body>\n</html>\n"
    }
}
