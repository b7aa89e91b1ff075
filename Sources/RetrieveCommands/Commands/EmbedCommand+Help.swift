extension EmbedCommand {
    /// The text of `--help` before the options.
    static let help = """
        Prints one JSON object per line for each image, then for each text, in the
        order given: {"input": …, "embedding": [ … ]}. An input that cannot be read is
        reported on standard error and has a line {"input": …, "error": …} in its
        place; the exit status is then 2. With --output, writes a float32 matrix that
        numpy.load reads instead, one row per input that could be read. Embeddings
        have length 1.

        With -, images are embedded as their paths arrive on standard input, and empty
        input is not an error.

        EXAMPLES
          retrieve embed pictures --output pictures.npy
          retrieve embed photo.jpg --text "a red bus" | jq .embedding
          producer | retrieve embed - | consumer
          find . -name '*.png' -print0 | retrieve embed - -0 --output pngs.npy

        EXIT STATUS
          0  done
          2  something could not be read or written
          64 invalid command line
        """
}
