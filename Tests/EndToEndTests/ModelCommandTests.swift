import SystemPackage
import TestSupport
import Testing

/// `retrieve model`, with a hub on this machine.
struct ModelCommandTests {
    @Test func aModelIsPulledAndListed() throws {
        try withTemporaryFolder { folder throws in
            let server = try LocalServer("hub.py", in: folder)
            defer { server.stop() }
            let environment = [
                "HF_ENDPOINT": server.address, "HF_HUB_CACHE": "cache", "HF_TOKEN": "", "HF_HUB_OFFLINE": "", "no_proxy": "*",
            ]
            func run(_ arguments: String...) throws -> Run {
                try BuiltBinary().run(["model"] + arguments, in: folder.path, environment: environment)
            }
            let none = try run("list")
            #expect(none.status == 1 && none.output.isEmpty && none.errors.contains("'retrieve model pull'"))

            let pulled = try run("pull", "org/good", "--progress", "never")
            let model = "cache/models--org--good/snapshots/0123456789abcdef0123456789abcdef01234567"
            #expect(pulled.status == 0)
            #expect(pulled.text == "\(model)\n")
            #expect(pulled.errors == "retrieve: org/good is there: 0.5 MB, of which 0.5 MB were downloaded\n")
            #expect(try run("pull", "org/good", "-q").errors.isEmpty)
            #expect(try run("list").text == "org/good\tmain\t524323\t\(model)\n")

            let failed = try run("pull", "org/none")
            #expect(failed.status == 2 && failed.errorLines.count == 1 && failed.errors.contains("no model org/none"))
            #expect(try run("pull", "not a name").status == 64)
            server.stop()
            #expect(try run("pull", "org/good").errors.contains("nothing answers"))
        }
    }

    @Test func whatAModelIsMadeOfIsTold() throws {
        let run = try BuiltBinary().run(["model", "info", "data/models/tiny-clip"], in: Fixtures.repository)
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let names = run.lines.map { $0.split(separator: "\t").first.map(String.init) }
        #expect(
            names == [
                "folder", "embedding", "pictures", "vision tower", "text tower", "tokenizer", "weights", "precision", "digest",
            ])
        #expect(run.text.firstMatch(of: #/\ndigest\t[0-9a-f]{32}\n/#) != nil)
        let missing = try BuiltBinary().run(["model", "info", "data/train"], in: Fixtures.repository)
        #expect(missing.status == 2 && missing.errorLines.count == 1)
    }

    @Test func `the environment names the model, unless the command line does`() throws {
        let model = "data/models/tiny-clip"
        for (arguments, variable, status) in [
            (["model", "info"], model, 0), (["model", "info", model], "no/such/model", 0),
            (["model", "info"], "no/such/model", 2),
            (["embed", "--text", "a bus"], model, 0), (["embed", "--text", "a bus", "--model", model], "no/such/model", 0),
            (["embed", "--text", "a bus"], "no/such/model", 2),
        ] as [([String], String, Int32)] {
            let run = try BuiltBinary().run(arguments, in: Fixtures.repository, environment: ["RETRIEVE_MODEL": variable])
            #expect(run.status == status, "\(arguments) with \(variable): \(run.errors)")
            #expect(run.errorLines.count == (status == 0 ? 0 : 1))
        }
    }
}
