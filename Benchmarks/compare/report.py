"""Turns the measured figures into a Markdown page. A pure function of what `run.py --json` writes."""

from statistics import median

# Each search budget of the design: what is promised, the peer the time is divided by, the bound.
TIME_BUDGETS = [
    ("time ÷ libjpeg-turbo decoding alone, at most 1.35", "turbo_decode", 1.35),
    ("time ÷ OpenCV script, below 1", "opencv", 1),
]
SPEED_BUDGETS = [
    ("times as fast as the notebook by class folders, at least 9", "notebook", 9),
    ("times as fast as the notebook photo by photo, at least 9", "notebook_stack_1", 9),
]
STARTUP_MILLISECONDS = 8
MEMORY_MEGABYTES = 256


def time_text(seconds):
    """A median with its range: `0.412 s (0.401–0.440)`."""
    return f"{median(seconds):.3f} s ({min(seconds):.3f}–{max(seconds):.3f})"


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines]


def peer_rows(peers):
    """One row a peer; a peer that could not be run says why."""
    floor = peers["turbo_decode"]["seconds"]
    for peer in peers.values():
        if peer["unavailable"]:
            yield [peer["label"], f"not measured: {peer['unavailable']}", "", ""]
        else:
            seconds = median(peer["seconds"])
            ratio = f"{seconds / median(floor):.2f}" if floor else ""
            yield [peer["label"], time_text(peer["seconds"]), f"{peer['images'] / seconds:.0f}", ratio]


def single_rows(results):
    """Rows that have no images per second."""
    rows = [
        ("`retrieve --version`", results["startup_seconds"]),
        ("an empty program (`true`), started the same way", results["empty_startup_seconds"]),
    ]
    for label, seconds in rows:
        time = f"{median(seconds) * 1000:.1f} ms, median of {len(seconds)}" if seconds else "not measured"
        yield [label, time, "", ""]
    pillow = results["pillow_resize"]
    measured = pillow["milliseconds"] is not None
    time = f"{pillow['milliseconds']:.2f} ms" if measured else f"not measured: {pillow['unavailable']}"
    yield ["Pillow's resize, 500x375 to 448x448 RGB bicubic, 1 thread", time, "", ""]


def verdict(figure, met, digits=2, unit=""):
    """Two cells: the figure, and whether it keeps within its budget."""
    if figure is None:
        return ["not measured", ""]
    return [f"{figure:.{digits}f}{unit}", "met" if met(figure) else "missed"]


def budget_rows(results):
    """One row a budget of the design: what is promised, what was measured, whether that meets it."""
    peers = results["peers"]

    def times(key):
        return median(peers[key]["seconds"]) if peers[key]["seconds"] and not peers[key]["unavailable"] else None

    own = times("retrieve")
    for label, key, bound in TIME_BUDGETS:
        other = times(key)
        strict = bound == 1
        ratio = own / other if own and other else None
        yield [label, *verdict(ratio, lambda figure: figure < bound if strict else figure <= bound)]
    for label, key, bound in SPEED_BUDGETS:
        other = times(key)
        yield [label, *verdict(other / own if own and other else None, lambda figure: figure >= bound)]

    startup = median(results["startup_seconds"]) * 1000 if results["startup_seconds"] else None
    label = f"`retrieve --version`, at most {STARTUP_MILLISECONDS} ms"
    yield [label, *verdict(startup, lambda figure: figure <= STARTUP_MILLISECONDS, 1, " ms")]
    peak = max(peers["retrieve"]["peak_bytes"]) / 1e6 if own else None
    label = f"peak memory of the search, at most {MEMORY_MEGABYTES} MB"
    yield [label, *verdict(peak, lambda figure: figure <= MEMORY_MEGABYTES, 0, " MB")]


def agreement(peers):
    """Whether the searches found the same: a fast answer to another question would be no comparison."""
    own = peers["retrieve"]["top"]
    for key, peer in peers.items():
        if not own or not peer["top"] or key == "retrieve":
            continue
        if peer["top"] == own:
            found = f"the same {len(own)} photos in the same order as `retrieve`"
        else:
            common = len(set(own) & set(peer["top"]))
            order = ", in another order" if common == len(own) else ""
            found = f"{common} of the {len(own)} photos `retrieve` found{order}"
        yield f"- Best hits: {peer['label']} found {found}."


def counts(results):
    """Who read fewer photos than the gallery has, and so had less to do."""
    total = results["photos"]["count"]
    for peer in results["peers"].values():
        if peer["images"] not in (None, total):
            yield f"- Fewer photos, so less time: {peer['label']} handled {peer['images']} of {total}."


def markdown(results):
    """The whole page."""
    photos, machine = results["photos"], results["machine"]
    columns = ["what", "time", "images/s", "ratio to decoding alone"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return "\n".join(
        [
            "# `retrieve` and what a user would pick instead",
            "",
            f"- {results['date']}, commit {results['commit']}",
            f"- {machine['cpu']}, {machine['cores']} cores, {machine['system']}; load before {machine['load']:.2f}",
            f"- {versions}",
            f"- {photos['count']} photos, {photos['megabytes']:.1f} MB, in the file cache; L1 at 448x448, best 5",
            f"- {results['rounds']} rounds, the programs taking turns; wall time, median (lowest–highest)",
            "- `retrieve` is timed from outside, start included; the others time their work, start and imports left out",
            "",
            *table(columns, [*peer_rows(results["peers"]), *single_rows(results)]),
            "",
            *table(["budget", "measured", ""], list(budget_rows(results))),
            "",
            *agreement(results["peers"]),
            *counts(results),
        ]
    ).rstrip() + "\n"
