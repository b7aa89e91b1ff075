extension CheckCommand {
    /// What `--help` explains besides the options.
    static let help = """
        A baseline is a JSON file of searches and what they found. Its paths are
        relative to its folder, so that it can be committed with the images. A check
        makes the same searches again and prints a line for each difference.

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
          Searches are made again in the store they were recorded with. A baseline of
          --store flat, which compares with all, can be held against another one: given
          with --store, its hits and scores must be those that are recorded.

        EXIT STATUS
          0  all is as recorded, or the baseline was written
          1  something differs
          2  the baseline or the gallery could not be read, or a file not be written
          64 the command line is wrong
        """
}
