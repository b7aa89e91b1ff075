"""Writes Tests/Fixtures/protocols.json: the field's measures on random rankings with junk.

Each is computed step by step as its authors' program does, over lists of images: the Oxford buildings' compute_ap, UKBench's count
among four, the Image Similarity Challenge's precision and recall over the candidates of all queries.
"""

import json

import numpy as np

SEED = 20260711
CASES = 24


def write(output):
    random = np.random.default_rng(SEED)
    entries = [case(random, number) for number in range(CASES)]
    (output / "protocols.json").write_text("[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]\n")


def case(random, number):
    """Some queries over one gallery: for each the judgement of every image (r, j or .) by rank, and the scores, many of them equal."""
    images = int(random.integers(8, 60))
    queries = []
    for _ in range(int(random.integers(1, 9))):
        weights = random.dirichlet([1.0, 1.0, 4.0])
        judged = "".join(random.choice(list("rj."), images, p=weights))
        scores = np.sort(random.integers(0, 3 * images, images) / 4.0)[::-1]
        queries.append({"judged": judged, "scores": scores.tolist()})
    if not any("r" in query["judged"] for query in queries):
        queries[0]["judged"] = "r" + queries[0]["judged"][1:]
    top = int(random.integers(4, 12))
    return {"top": top, "queries": queries, "measures": measures(queries, top)}


def measures(queries, top):
    with_relevant = [query for query in queries if "r" in query["judged"]]
    values = [single(query["judged"], top) for query in with_relevant]
    means = {name: float(np.mean([value[name] for value in values])) for name in values[0]}
    return {**means, "uAP": micro(queries, None), f"uAP@{top}": micro(queries, top)}


def single(judged, top):
    ranked = [number for number in range(len(judged))]
    positive = {number for number in ranked if judged[number] == "r"}
    junk = {number for number in ranked if judged[number] == "j"}
    kept = [number for number in ranked if number not in junk]
    relevant = np.array([number in positive for number in kept])
    precisions = np.cumsum(relevant) / np.arange(1, len(kept) + 1)
    return {"P@1": float(relevant[0]), f"P@{top}": relevant[:top].sum() / top, f"hit@{top}": float(relevant[:top].any()),
            "hit@1": float(relevant[:1].any()), f"recall@{top}": relevant[:top].sum() / len(positive),
            "MRR": 1 / (np.argmax(relevant) + 1), "mAP": (precisions * relevant).sum() / len(positive),
            f"mAP@{top}": (precisions * relevant)[:top].sum() / len(positive),
            "mAP-trapezoid": oxford(ranked, positive, junk), "N-S": float(relevant[:4].sum())}


def oxford(ranked, positive, junk):
    """The area below precision over recall, by trapezoids from image to image."""
    area, recall_before, precision_before, found, seen = 0.0, 0.0, 1.0, 0, 0
    for image in ranked:
        if image in junk:
            continue
        found += image in positive
        seen += 1
        recall, precision = found / len(positive), found / seen
        area += (recall - recall_before) * (precision_before + precision) / 2
        recall_before, precision_before = recall, precision
    return area


def micro(queries, top):
    """All candidates by score, of equal ones the wrong ones first; the steps of recall times precision."""
    candidates, positives = [], 0
    for query in queries:
        kept = [(score, judged == "r") for judged, score in zip(query["judged"], query["scores"]) if judged != "j"]
        positives += query["judged"].count("r")
        candidates += kept[:top]
    candidates.sort(key=lambda candidate: (candidate[0], not candidate[1]), reverse=True)
    right = np.array([candidate[1] for candidate in candidates])
    precision, recall = np.cumsum(right) / np.arange(1, len(right) + 1), np.cumsum(right) / positives
    return float(((recall - np.concatenate([[0], recall[:-1]])) * precision).sum())
