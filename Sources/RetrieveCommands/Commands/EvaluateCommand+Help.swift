extension EvaluateCommand {
    /// The text of `--help` before the options.
    static let help = """
        An image's label is the first folder it lies in, below QUERIES or below the
        gallery. An image of the gallery is relevant to a query when both have the
        same label or, with --truth, when FILE says so.

        EXAMPLES
          retrieve evaluate
          retrieve evaluate photos/test --gallery photos/train --metric all --top 10
          retrieve evaluate photos -g photos --exclude-query --by-label --confusion
          retrieve evaluate --metric cosine --require 'mAP>=0.4' --require 'P@1>0.5'
          retrieve evaluate --metric all --format csv > measures.csv
          retrieve evaluate --metric all --html evaluation.html
          retrieve evaluate --features clip --metric all
          retrieve evaluate --features clip --store flat --store hnsw
          retrieve evaluate queries -g images --truth truth.csv \\
              --measures mAP,mAP-trapezoid,hit@10
          retrieve evaluate copies -g originals --truth truth.csv --measures uAP

        MEASURES, means over the queries that have a relevant image in the gallery
          P@k        the share of the first k hits that is relevant
          recall@k   the share of the relevant images that is among the first k hits
          MRR        1 / the rank of the first relevant image
          mAP        the mean of the precisions at the ranks of all relevant images
          hit@k      1 if a relevant image is among the first k hits
          mAP-trapezoid  mAP as defined for the Oxford and Paris buildings
          N-S        the number of relevant images among the first four hits (UKBench)
          uAP, uAP@k micro average precision, as defined for copy detection: the hits
                     of all queries, or the first k of each, as one ranking
          overlap@k  the share of the first k hits of --store flat that is found

        TRUTH
          JSON: [{"query": "q/1.jpg", "relevant": ["a.jpg"], "junk": ["b.jpg"]}, ...]
          CSV:  columns query, image and judgement (relevant or junk), a row per image
          Queries are named by their paths below QUERIES, images by those below the
          gallery. Junk is left out of the ranking. A query that is not named has no
          relevant image, and counts in uAP only.

        STORES
          With --store hnsw or chroma://, a store is asked for the k best hits of each
          query, and all measures are of that answer: an image that is not in it
          counts as not found. MRR and mAP are then cut off at k, for flat as well,
          and are named MRR@k and mAP@k. The time is the mean over queries that are
          asked one by one, without reading or embedding them.

        INDEX
          With --features clip, embeddings are taken from the gallery's index as in a
          search. With pixels, every image is read once, and no index is used.

        EXIT STATUS
          0  done, and every requirement met
          1  a requirement was not met, or no query could be evaluated
          2  something could not be read or written
          64 invalid command line
        """
}
