extension IndexCommand {
    /// What `--help` explains besides the options.
    static let help = """
        A search uses the index of its gallery by itself, and finds exactly what it would find without. Files that
        were added, changed or removed since are noticed at search time; run this again to take them in. Only what
        changed is read.

        An index holds the features of one or more kinds: run this once for each --size and --resample you search with,
        and with --features clip for searches by embeddings.

        Names that begin with a dot are left out, unless --hidden is given. An index holds what the last run took:
        images that --include or --exclude leave out leave the index, too. A search of other images reads those that
        the index lacks, and says so; what the search leaves out is no hit, whatever the index has.

        EXAMPLES
          retrieve index pictures
          retrieve index pictures --store-pixels
          retrieve index pictures --size 97x61 --resample lanczos
          retrieve index pictures --features clip
          retrieve index pictures --features clip --store hnsw --measure-recall
          retrieve index pictures --features clip --store chroma://localhost:8000/pictures
          retrieve index pictures --status

        EXIT STATUS
          0  done; with --status or --verify: sound and up to date
          1  with --status or --verify: damaged or out of date
          2  something could not be read or written
          64 the command line is wrong
        """
}
