extension IndexCommand {
    /// The text of `--help` before the options.
    static let help = """
        A search uses the index of its gallery automatically, and finds exactly what
        it finds without one. It notices files that were added, changed or removed
        since; run this command again to update the index. Only new and changed files
        are read.

        An index can hold several kinds of features: run this command once for each
        --size and --resample that you search with, and with --features clip for
        searches by embeddings.

        Files whose names begin with a dot are left out unless --hidden is given. An
        index holds the images of its last run: images that --include or --exclude
        leave out are removed from it. A search for images that the index lacks reads
        them, and says so; images that the search leaves out are never hits.

        A large gallery can be indexed in parts with --shard, on several machines or
        by several processes. Each part is an index of its own. --merge joins the
        parts, or a search names all of them, each with --index.

        EXAMPLES
          retrieve index pictures
          retrieve index pictures --store-pixels
          retrieve index pictures --size 97x61 --resample lanczos
          retrieve index pictures --features clip
          retrieve index pictures --features clip --store hnsw --measure-recall
          retrieve index pictures --features clip --store chroma://localhost:8000/pics
          retrieve index pictures --shard 2/8 --index parts/2
          retrieve index --merge parts/* --index pictures/.retrieve
          retrieve index pictures --status

        EXIT STATUS
          0  done; with --status or --verify: intact and up to date
          1  with --status or --verify: damaged or out of date
          2  something could not be read or written
          64 invalid command line
        """
}
