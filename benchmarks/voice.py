"""The voice: finding exemplars, writing drafts, taking in an archive, beside what else there is.

    .venv/bin/python -m benchmarks.voice [--quick] [--json]

Retrieval is of 8 posts among 1,000, 10,000 and 100,000, in one process each: exact search
with numpy over all vectors in memory, bare Chroma, our index (which knows texts, links and
what has left the corpus), and our choice of exemplars on top of it. The vectors are made up,
clustered in 200 topics around which posts lie at cosine .61, since making 100,000 real ones
takes a quarter of an hour; a question's own vector costs the same whatever is stored, and
is told below. "ready" is from nothing to the first answer with everything indexed before.

Drafts are of the shipped persona on the shipped news, with the embedded models; the LLM
writer is measured with a model that answers at once, so that what remains is our own work.

The import reads JSON Lines as an export would give them. Its floor is `json.loads` and one
`INSERT` a line into a table of SQLite, which checks, cleans and knows nothing.
"""

from __future__ import annotations

import argparse
import json
import tempfile

from benchmarks._measuring import Run, print_json, print_table, python, run
from benchmarks._voice import ASKED, TOPICS

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (500, 2_000)
LINES, QUICK_LINES = 100_000, 5_000
DRAFTS, QUICK_DRAFTS = 40, 6
CHROMA, NUMPY, NEAREST, CHOICE = "bare Chroma", "exact numpy", "our index", "our choice"
OFFLINE = {"DATABASE_URL": "", "CHROMA_URL": "", "UNDERSTUDY_MODEL": "", "OMP_NUM_THREADS": "1"}
"""Settings that win over the operator's own."""


def told_by(call: str, **settings: str) -> tuple[dict[str, float], Run]:
    """What `call` printed last, and what its process cost."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as said:
        code = (
            f"import sys; from benchmarks import _voice; sys.stdout = open({said.name!r}, 'w'); "
            f"_voice.{call}"
        )
        cost = run(python("-c", code), OFFLINE | settings)
        return json.loads(said.read().splitlines()[-1]), cost


def retrieval(size: int) -> list[dict[str, object]]:
    """One row for each way to find 8 of `size` posts."""
    with tempfile.TemporaryDirectory() as folder:
        built, _ = told_by(f"index({folder!r}, {size})")
        ways = {
            NUMPY: told_by(f"exact_numpy({folder!r}, {size})"),
            CHROMA: told_by(f"bare_chroma({folder!r}, {size})"),
            NEAREST: told_by(f"our_index({folder!r}, {size})"),
            CHOICE: told_by(f"our_choice({folder!r}, {size})"),
        }
    recall = {NUMPY: 1.0, CHROMA: built["recall"], NEAREST: built["recall"], CHOICE: None}
    return [
        {
            "": name,
            "p50 ms": told["p50"],
            "p95 ms": told["p95"],
            "× numpy": told["p50"] / ways[NUMPY][0]["p50"],
            "× Chroma": told["p50"] / ways[CHROMA][0]["p50"],
            "ready s": told["ready"],
            "peak MB": cost.peak_mb,
            "recall@8": recall[name],
        }
        for name, (told, cost) in ways.items()
    ]


def writing(count: int) -> list[dict[str, object]]:
    """One row for each writer."""
    rows: list[dict[str, object]] = []
    model = {"UNDERSTUDY_MODEL": "recites", "OPENAI_API_KEY": "none-is-needed"}
    for name, llm, settings in (
        ("offline writer", False, {}),
        ("LLM writer without the model", True, model),
    ):
        with tempfile.TemporaryDirectory() as var:
            told, cost = told_by(f"drafts({count}, llm={llm})", **settings, UNDERSTUDY_VAR=var)
        rows.append(
            {
                "": name,
                "drafts/s": count / told["all"],
                "median s": told["s"],
                "× offline": told["s"] / (float(str(rows[0]["median s"])) if rows else told["s"]),
                "no draft": int(told["refused"]),
                "first one s": told["ready"],
                "peak MB": cost.peak_mb,
            }
        )
    return rows


def taking_in(lines: int) -> list[dict[str, object]]:
    """One row for the import, one for its floor."""
    with tempfile.TemporaryDirectory() as folder:
        told_by(f"export({folder!r}, {lines})")
        ways = {
            "json.loads and sqlite3 (the floor)": told_by(f"bare_sqlite({folder!r}, {lines})"),
            "our import": told_by(f"importing({folder!r}, {lines})"),
        }
    (floor, _), *_ = ways.values()
    return [
        {
            "": name,
            "s": told["s"],
            "posts/s": lines / told["s"],
            "× floor": told["s"] / floor["s"],
            "peak MB": cost.peak_mb,
        }
        for name, (told, cost) in ways.items()
    ]


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--quick", action="store_true", help="small sizes, under two minutes")
    ask.add_argument("--json", action="store_true", help="for scripts")
    asked = ask.parse_args()
    sizes = QUICK_SIZES if asked.quick else SIZES
    count = QUICK_DRAFTS if asked.quick else DRAFTS
    lines = QUICK_LINES if asked.quick else LINES
    tables = {
        **{
            f"{ASKED} of {size:,} posts (made-up vectors in {TOPICS} topics)": retrieval(size)
            for size in sizes
        },
        "a question's own vector": [
            {"": "packaged model, one headline", "p50 ms": told_by("embed_one()")[0]["p50"]}
        ],
        f"{count} drafts of the shipped persona": writing(count),
        f"{lines:,} posts taken in from JSON Lines": taking_in(lines),
    }
    if asked.json:
        print_json(tables)
        return
    for title, rows in tables.items():
        print_table(title, rows)
        print()


if __name__ == "__main__":
    main()
