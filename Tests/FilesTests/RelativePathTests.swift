import Files
import SystemPackage
import TestSupport
import Testing

/// Ways from folders to files, which must lead there.
struct RelativePathTests {
    @Test(arguments: [
        ("a/b/c.txt", "a/b", "c.txt"), ("a/b/c.txt", "a", "b/c.txt"), ("a/b/c.txt", "x/y", "../../a/b/c.txt"),
        ("a/b", "a/b", "."), ("a", "a/b", ".."), ("a/b/../b/c.txt", "x/./y", "../../a/b/c.txt"),
    ])
    func theWayIsTheShortest(target: String, folder: String, way: String) throws {
        try withTemporaryFolder { root in
            try root.write([], to: "a/b/c.txt")
            try root.makeFolder("x/y")
            #expect(try root(target).relative(to: root(folder)) == FilePath(way))
        }
    }

    @Test func namesOfLinksAreKeptWhereTheyLeadThere() throws {
        try withTemporaryFolder { root in
            try root.write([], to: "elsewhere/c.txt")
            try root.link("data", to: "elsewhere")
            try root.makeFolder("baselines")
            #expect(try root("data/c.txt").relative(to: root("baselines")) == "../data/c.txt")
        }
    }

    /// Seen from the folder that a link leads to, ".." is another folder than the link's.
    @Test func linksAreFollowedWhereTheyMustBe() throws {
        try withTemporaryFolder { root in
            try root.write([], to: "a/c.txt")
            try root.makeFolder("deep/down/baselines")
            try root.link("baselines", to: "deep/down/baselines")
            #expect(try root("a/c.txt").relative(to: root("baselines")) == "../../../a/c.txt")
        }
    }

    @Test func whatIsNotThereHasNoWay() throws {
        try withTemporaryFolder { root in
            #expect(throws: Errno.noSuchFileOrDirectory) { try root("none").relative(to: root.path) }
            try root.write([], to: "c.txt")
            #expect(throws: Errno.noSuchFileOrDirectory) { try root("c.txt").relative(to: root("none")) }
        }
    }

    @Test func waysAreFollowed() {
        #expect(FilePath("a/b").following("../c") == "a/b/../c")
        #expect(FilePath("a/b").following("/c") == "/c")
        #expect(FilePath("").following("c") == "c")
    }
}
