import Foundation
import SystemPackage
import TestSupport
import Testing

/// Queries at addresses of http, wherever queries are named. (TLS, redirects and limits are tested with the client.)
struct AddressTests {
    /// Calls `body` with a sample tree and a server that has its query.
    private func withServedQuery(_ body: (SampleTree, LocalServer) throws -> Void) throws {
        try withSampleTree { tree throws in
            let server = try LocalServer("plain.py", ["--file", tree.folder("query.jpg").string], in: tree.folder)
            defer { server.stop() }
            try body(tree, server)
        }
    }

    @Test func theBytesAreWhatCounts() throws {
        try withServedQuery { tree, server in
            let file = try tree.search("query.jpg", "-k", "0")
            for path in ["/file/query.jpg", "/file/page.html?size=large", "/to/%2Ffile%2Fx"] {
                let address = server.address + path
                let run = try tree.search(address, "-k", "0")
                #expect(run.status == 0 && run.output == file.output && run.errors.isEmpty, "\(run.errors)")
            }
            let lines = try tree.search(server.address + "//file/a%20b", "query.jpg", "--format", "json").searchLines()
            #expect(lines.map(\.query) == [server.address + "//file/a%20b", "query.jpg"] && lines[0].hits == lines[1].hits)
            #expect(try server.requests().allSatisfy { $0.headers["user-agent"]?.hasPrefix("retrieve/") ?? false })
        }
    }

    @Test func nothingIsWritten() throws {
        try withServedQuery { tree, server in
            let before = try FileManager.default.subpathsOfDirectory(atPath: tree.folder.path.string).sorted()
            let temporary = try tree.folder.makeFolder("temporary")
            let run = try tree.search(
                server.address + "/file/x", environment: ["TMPDIR": temporary.string, "HOME": temporary.string])
            #expect(run.status == 0)
            let after = try FileManager.default.subpathsOfDirectory(atPath: tree.folder.path.string).sorted()
            #expect(after.filter { $0 != "temporary" } == before)
        }
    }

    @Test func standardInputNamesThem() throws {
        try withServedQuery { tree, server in
            let names = "query.jpg\n\(server.address)/file/a\r\n\(server.address)/file/b"
            let run = try tree.search("-", "--format", "json", input: names)
            let lines = try run.searchLines()
            #expect(lines.map(\.query) == ["query.jpg", server.address + "/file/a", server.address + "/file/b"])
            #expect(lines.allSatisfy { $0.hits == lines[0].hits })
        }
    }

    @Test func oneThatCannotBeHadIsASentence() throws {
        try withServedQuery { tree, server in
            for (path, words) in [
                ("/status/404", "there is nothing at \(server.address)/status/404: status 404"),
                ("/cut", "broke off the connection"), ("/garbage", "does not speak HTTP"),
                ("/loop", "leads from one address to the next without end"), ("/large/100000", "no image format"),
            ] {
                let address = server.address + path
                let run = try tree.search("query.jpg", address)
                #expect(run.status == 2 && run.errors.contains("cannot read the query \(address): "), "\(run.errors)")
                #expect(run.errors.contains(words), "\(run.errors)")
                #expect(run.output == (try tree.search("query.jpg", "-q")).output.withHeading("query.jpg"))
            }
            for address in ["ftp://127.0.0.1/x.jpg", "file:///x.jpg"] {
                let other = try tree.search(address)
                #expect(other.status == 2 && other.errorLines.count == 1)
                #expect(other.errors.contains("cannot read the query \(address): only addresses of http and https are fetched"))
            }
            let nobody = try tree.search("http://127.0.0.1:1/x.jpg")
            #expect(nobody.status == 2 && nobody.errors.contains("nothing answers there"))
            // A file that goes by such a name is asked for by its path.
            try tree.folder.copy("decode/baseline_420.jpg", to: "http:/x/y.jpg")
            #expect(try tree.search("./http://x/y.jpg").status == 0)
        }
    }

    @Test func whatIsTooLargeIsNotFetchedWhole() throws {
        try withServedQuery { tree, server in
            let run = try tree.search(server.address + "/large/20000000", "--max-megapixels", "1", "-s", "16")
            #expect(run.status == 2 && run.errors.contains("no image format"), "\(run.errors)")
            try tree.folder.write(
                try contents(of: tree.folder("query.jpg")) + [UInt8](repeating: 0, count: 80_000_000),
                to: "query.jpg")
            let large = try tree.search(server.address + "/file/x", "--max-megapixels", "1")
            #expect(large.status == 2 && large.errors.contains("answers with more than"), "\(large.errors)")
        }
    }

    @Test func picturesShowThem() throws {
        try withServedQuery { tree, server in
            let run = try tree.search(server.address + "/file/x", "--html", "page.html", "--figure", "figure.svg", "--preview")
            #expect(run.status == 0, "\(run.errors)")
            let file = try tree.search("query.jpg", "--html", "file.html", "--figure", "file.svg")
            #expect(file.status == 0)
            let (page, other) = (try contents(of: tree.folder("page.html")), try contents(of: tree.folder("file.html")))
            func pictures(_ page: [UInt8]) -> Int {
                String(decoding: page, as: UTF8.self).components(separatedBy: "<img").count
            }
            #expect(pictures(page) == pictures(other))
            #expect(String(decoding: page, as: UTF8.self).contains(server.address + "/file/x"))
            // It is fetched once.
            #expect(try server.requests().count == 1)
        }
    }

    @Test func baselinesRecordThem() throws {
        try withServedQuery { tree, server in
            try tree.folder.makeFolder("checks")
            let address = server.address + "/file/x"
            let made = try tree.run(["check", "--update", "checks/b.json", address, "query.jpg", "-g", "gallery", "-s", "16"])
            #expect(made.status == 0, "\(made.errors)")
            let text = String(decoding: try contents(of: tree.folder("checks/b.json")), as: UTF8.self)
            #expect(text.contains("\"query\": \"\(address)\"") && text.contains("\"query\": \"../query.jpg\""))
            #expect(try tree.run(["check", "checks/b.json"]).status == 0)
            server.stop()
            let gone = try tree.run(["check", "checks/b.json"])
            #expect(gone.status == 1 && gone.text.contains("nothing answers there"), "\(gone.text)")
        }
    }

    @Test func passwordsAreForTheirServersAlone() throws {
        try withServedQuery { tree, server in
            func address(_ path: String) -> String { server.address.replacing("://", with: "://user:secret@") + path }
            let shown = ["--html", "page.html", "--figure", "figure.svg"]
            let found = try tree.run(
                [address("/file/x"), "query.jpg", "-g", "gallery", "-s", "16", "--format", "json"] + shown)
            #expect(found.status == 0)
            #expect(try found.searchLines()[0].query == server.address + "/file/x")
            let credentials = Data("user:secret".utf8).base64EncodedString()
            #expect(try server.requests().first?.headers["authorization"] == "Basic \(credentials)")
            let recorded = try tree.run(["check", "--update", "b.json", address("/file/x"), "-g", "gallery", "-s", "16"])
            #expect(recorded.status == 0)
            #expect(try tree.run(["check", "b.json"]).status == 0)
            let baseline = String(decoding: try contents(of: tree.folder("b.json")), as: UTF8.self)
            try tree.folder.write(
                Array(baseline.replacing(server.address, with: address("")).utf8), to: "old.json")
            let other = "ftp://user:secret@127.0.0.1/x.jpg"
            let store = "chroma://user:secret@127.0.0.1:1/x"
            let runs = try [
                found, recorded, tree.run(["check", "old.json"]), tree.search(address("/file/x"), "query.jpg"),
                tree.search(address("/status/404")), tree.search(other), tree.search("https://user:se/secret@h/x"),
                tree.search("query.jpg", "--add", other), tree.run(["embed", other, address("/file/x")]),
                tree.search("query.jpg", "--features", "clip", "--store", store),
                tree.search("query.jpg", "--features", "clip", "--store", "x" + store),
                tree.search("query.jpg", "-g", other), tree.run(["model", "pull", other]),
                tree.run(["model", "pull", "a/b"], environment: ["HF_ENDPOINT": address("/status/404")]),
            ]
            for run in runs {
                #expect(!run.text.contains("secret") && !run.errors.contains("secret"), "\(run.text)\(run.errors)")
            }
            for name in ["page.html", "figure.svg", "b.json"] {
                #expect(!String(decoding: try contents(of: tree.folder(name)), as: UTF8.self).contains("secret"), "\(name)")
            }
        }
    }

    @Test func embeddingsAreMadeOfThem() throws {
        try withPhotoTree { folder in
            let server = try LocalServer("plain.py", ["--file", folder("Bus.jpg").string], in: folder)
            defer { server.stop() }
            let address = server.address + "/file/bus"
            let embedded = try TinyModel.run(["embed", "Bus.jpg", address], in: folder.path).lines
            try #require(embedded.count == 2)
            #expect(embedded[1] == embedded[0].replacing("Bus.jpg", with: address))
            let search = ["Lime.jpg", "--features", "clip", "-g", "gallery"]
            let sum = try TinyModel.run(search + ["--add", "2:\(address)"], in: folder.path)
            let localSum = try TinyModel.run(search + ["--add", "2:Bus.jpg"], in: folder.path)
            #expect(sum.status == 0 && sum.output == localSum.output)
            let lacking = try TinyModel.run(search + ["--subtract", server.address + "/status/404"], in: folder.path)
            #expect(lacking.status == 2 && lacking.errors.contains("which is to be added or subtracted: there is nothing at"))
        }
    }
}

extension [UInt8] {
    /// The lines of one query's hits, as they are printed among those of others.
    fileprivate func withHeading(_ query: String) -> [UInt8] { Array("==> \(query) <==\n".utf8) + self }
}
