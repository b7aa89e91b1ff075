extension EmbedCommand {
    /// What `--help` explains besides the options.
    static let help = """
        Prints one JSON object per line for each image, then for each text, in the order
        given: {"input": …, "embedding": [ … ]}. What cannot be read is named on standard
        error and has a line {"input": …, "error": …} in its place; the exit status is 2.
        With --output it writes a matrix of float32 instead, one row per input that could
        be read, which numpy.load reads. Embeddings have length 1.

        With - it is a pipe: images are embedded as their paths arrive on standard input,
        and no paths are no error.

        EXAMPLES
          retrieve embed pictures --output pictures.npy
          retrieve embed photo.jpg --text "a red bus" | jq .embedding
          producer | retrieve embed - | consumer
          find . -name '*.png' -print0 | retrieve embed - -0 --output pngs.npy

        EXIT STATUS
          0  done
          2  something could not be read or written
          64 the command line is wrong
        """
}
