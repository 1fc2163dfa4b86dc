"""Is the right article among the first? Before and after learning, beside a raw engine; import, memory, speed.

Run: `python -m bench.answers_retrieval`. Reads `answers/corpus.jsonl.gz` and `answers/train_queries.jsonl` below
BANGBAN_BENCH. The questions are split once (seed 20261122): four fifths teach, one fifth is asked; near copies stay on
one side. Everything goes through the commands, in a home of its own. The raw engine is tantivy with the same words and
pairs in two fields (`pip install tantivy`; left out where it is not there), asked in the same run.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bangban.knowledge.index import text as texts

BENCH = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "answers"
SEED, PARTS, SAME = 20261122, 5, 0.5
Rows = list[dict[str, Any]]


def command(home: Path, *words: str, group: str = "knowledge") -> list[dict[str, Any]]:
    environment = {**os.environ, "BANGBAN_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "bangban.cli.main", group, *words, "--json"],
        env=environment, capture_output=True,
    )  # fmt: skip
    # 1: nothing found for some of a batch.
    if done.returncode > 1:
        sys.exit(done.stderr.decode()[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def split(rows: Rows) -> tuple[Rows, Rows]:
    """Those that teach and those that are asked."""
    pairs = [set(texts.pair_keys(texts.fold(row["query"])).tolist()) for row in rows]
    leader = list(range(len(rows)))
    for place, mine in enumerate(pairs):
        for other in range(place):
            both = len(mine & pairs[other])
            if both > SAME * max(len(mine | pairs[other]), 1):
                leader[place] = leader[other]
                break
    part = np.random.default_rng(SEED).integers(0, PARTS, len(rows))
    asked = [row for place, row in enumerate(rows) if part[leader[place]] == 0]
    taught = [row for place, row in enumerate(rows) if part[leader[place]] != 0]
    return taught, asked


def figures(found: Sequence[Sequence[str]], rows: Rows) -> str:
    recall = {
        k: np.mean([len(set(hits[:k]) & set(row["gold"])) / len(set(row["gold"])) for hits, row in zip(found, rows, strict=True)])
        for k in (5, 10, 100)
    }  # fmt: skip
    firsts = [next((1 / n for n, hit in enumerate(hits[:10], 1) if hit in row["gold"]), 0) for hits, row in zip(found, rows, strict=True)]  # fmt: skip
    said = "  ".join(f"R@{k} {value:.3f}" for k, value in recall.items())
    return f"{said}  MRR@10 {np.mean(firsts):.3f}  ({len(rows)} questions)"


def ask(home: Path, file: Path, *more: str) -> list[list[str]]:
    return [
        [hit["id"] for hit in row["hits"]]
        for row in command(home, "search", "--batch", str(file), "-k", "100", *more)
    ]


def ours_a_second(home: Path, queries: list[str]) -> float:
    """Questions a second and core within one process, index open."""
    code = (
        "import json,sys,time\nfrom bangban.cli.django import set_up\nset_up()\n"
        "from bangban.knowledge.retrieve import lookup\nqueries=json.load(sys.stdin)\nlookup(queries[0],k=100)\n"
        "began=time.process_time()\nfor one in queries: lookup(one,k=100)\nprint(len(queries)/(time.process_time()-began))"
    )
    environment = {**os.environ, "BANGBAN_HOME": str(home), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, input=json.dumps(queries).encode(), capture_output=True, check=True)  # fmt: skip
    return float(done.stdout)


def raw_a_second(queries: list[str]) -> float | None:
    try:
        import tantivy  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    schema = tantivy.SchemaBuilder()
    for field in ("words", "pairs"):
        schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("number", fast=True, stored=True)

    def fields(text: str) -> tuple[str, str]:
        folded = texts.fold(text)
        pairs = [
            run[n : n + 2] for run in re.findall("[\u3400-\u9fff]+", folded) for n in range(len(run) - 1)
        ]
        return " ".join(texts.words_of(folded)), " ".join(pairs)

    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(schema.build(), path=folder)
        writer = index.writer(100_000_000, 1)
        with gzip.open(BENCH / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                row = json.loads(line)
                words, pairs = fields(f"{row['title']}\n{row['text']}")
                writer.add_document(tantivy.Document(words=words, pairs=pairs, number=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        began = time.process_time()
        for query in queries:
            words, pairs = fields(query)
            parts = [
                index.parse_query_lenient(words, ["words"])[0],
                index.parse_query_lenient(pairs, ["pairs"])[0],
            ]
            found = searcher.search(
                tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts]), 100
            )
            searcher.fast_field_values("number", [address for _, address in found.hits])
        return len(queries) / (time.process_time() - began)


REPEALED, ENDED, BEGAN, BEFORE = 200, "2025-06-30", "2025-07-01", "2025-06-01"


def repeals(home: Path, folder: Path, rows: Rows) -> str:
    """Repeal 200 articles that answer questions, put another in the place of each, and ask: who still comes back?"""
    golds = sorted({uid for row in rows for uid in row["gold"]})
    drawn = set(np.random.default_rng(SEED).choice(golds, min(REPEALED, len(golds)), replace=False).tolist())
    planted = folder / "planted.jsonl"
    with gzip.open(BENCH / "corpus.jsonl.gz", "rt", encoding="utf-8") as file, planted.open("w") as out:
        for line in file:
            row = json.loads(line)
            if row["id"] in drawn:
                ended = {**row, "in_force_to": ENDED, "replaced_by": f"{row['id']}-new"}
                new = {
                    **row,
                    "id": f"{row['id']}-new",
                    "text": f"（修订）{row['text']}",
                    "in_force_from": BEGAN,
                }
                out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in (ended, new))
    command(home, "add", str(planted), "--agency", "bench")
    asked = [row for row in rows if drawn & set(row["gold"])][:REPEALED]
    batch = folder / "repealed.jsonl"
    batch.write_text(
        "".join(
            json.dumps({"id": n, "query": row["query"], "question": row["query"]}) + "\n"
            for n, row in enumerate(asked)
        )
    )
    now, before = ask(home, batch), ask(home, batch, "--as-of", BEFORE)
    answers = command(home, "--batch", str(batch), group="ask")
    cited = [one["id"] for made in answers for one in (*made["citations"], *made["offered"])]
    late = sum(uid.endswith("-new") for hits in before for uid in hits)
    return (
        f"{sum(uid in drawn for hits in now for uid in hits)} hits, {sum(uid in drawn for uid in cited)} of "
        f"{len(cited)} citations and offers from {len(drawn)} repealed articles, {len(asked)} questions; "
        f"as of {BEFORE}: {sum(uid in drawn for hits in before for uid in hits)} of the old, {late} of the new"
    )


def main() -> None:
    if not (BENCH / "corpus.jsonl.gz").exists():
        sys.exit(f"no data: {BENCH} (BANGBAN_BENCH)")
    rows = [json.loads(line) for line in (BENCH / "train_queries.jsonl").read_text("utf-8").splitlines()]
    taught, asked = split(rows)
    with tempfile.TemporaryDirectory() as folder:
        home, batch, lessons = Path(folder, "home"), Path(folder, "asked.jsonl"), Path(folder, "taught.jsonl")
        batch.write_text(
            "".join(json.dumps({"id": n, "query": row["query"]}) + "\n" for n, row in enumerate(asked)),
            "utf-8",
        )
        lessons.write_text(
            "".join(json.dumps({"query": row["query"], "gold": row["gold"]}) + "\n" for row in taught),
            "utf-8",
        )
        began = time.monotonic()
        command(home, "add", str(BENCH / "corpus.jsonl.gz"), "--agency", "bench")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"import           {time.monotonic() - began:.1f} s, {peak:.0f} MB at most")
        one = Path(folder, "one.jsonl")
        one.write_text(
            '{"id": "added", "title": "临时办法第一条", "text": "临时停水应当提前告知。"}\n', "utf-8"
        )
        [added] = command(home, "add", str(one), "--agency", "bench")
        print(f"one more law     {added['seconds']} s")
        print(f"nothing learned  {figures(ask(home, batch), asked)}")
        print(f"  a second, core {ours_a_second(home, [row['query'] for row in asked]):.0f}")
        [card] = command(home, "learn", str(lessons))
        print(f"learning         {card['seconds']} s, {card['bytes'] / 1e6:.1f} MB, dev {card['dev']}")
        found = ask(home, batch)
        seen = {uid for row in taught for uid in row["gold"]}
        new = [n for n, row in enumerate(asked) if not seen & set(row["gold"])]
        print(f"learned          {figures(found, asked)}")
        print(f"  articles unseen {figures([found[n] for n in new], [asked[n] for n in new])}")
        ours, raw = (
            ours_a_second(home, [row["query"] for row in asked]),
            raw_a_second([row["query"] for row in asked]),
        )
        print(
            f"  a second, core {ours:.0f}"
            + (f"; raw engine {raw:.0f}, ratio {ours / raw:.2f}" if raw else "")
        )
        print(f"repealed         {repeals(home, Path(folder), asked)}")


if __name__ == "__main__":
    main()
