extension CheckCommand {
    /// The text of `--help` before the options.
    static let help = """
        A baseline is a JSON file of searches and the hits they found. Its paths are
        relative to its folder, so that it can be committed with the images. A check
        repeats the searches and prints one line per difference.

        EXAMPLES
          retrieve check --update baseline.json data/test/Lime -g data/train
          retrieve check --update baseline.json street.jpg --add "at night" -g pictures
          retrieve check baseline.json
          retrieve check baseline.json --junit check.xml --html check.html
          retrieve check baseline.json --store hnsw
          retrieve check --update baseline.json
          retrieve check baseline.json --summary "$GITHUB_STEP_SUMMARY"
          retrieve check --approve baseline.json data/test/Lime/01.jpg

        STORES
          Searches are repeated in the store they were recorded with. A baseline of
          --store flat, which compares with all images, can be checked against another
          store: name it with --store, and its hits and scores have to be the recorded
          ones.

        EXIT STATUS
          0  no difference, or the baseline was written
          1  something differs
          2  the baseline or the gallery could not be read, or a file not be written
          64 invalid command line
        """
}
