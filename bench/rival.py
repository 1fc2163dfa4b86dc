"""What does gongwen-skill say of these files, and what does its fixer make of them? Runs in that package's own environment.

Run: `<its python> bench/rival.py JOBS.jsonl ANSWERS.jsonl`. A job is {"file", "type", "out"}; an answer has its issues and
the seconds its check and its fix took. The steps are those of its commands `check` and `optimize --apply`.
"""

import json
import logging
import sys
import time
from pathlib import Path


def main() -> int:
    logging.disable(logging.CRITICAL)
    from engine.core.document.generator import generate_docx
    from engine.core.document.modifier import (
        _insert_blank_lines,
        bold_first_sentence_of_body,
        clean_path_b_markers,
    )
    from engine.core.document.parser import parse_docx
    from engine.core.rules.engine import RuleEngine
    from engine.core.rules.manager import load_rules_merged

    engine = RuleEngine()
    jobs = [json.loads(row) for row in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    with Path(sys.argv[2]).open("w", encoding="utf-8") as answers:
        for number, job in enumerate(jobs):
            print(f"\r… gongwen-skill {number + 1}/{len(jobs)}", end="", file=sys.stderr, flush=True)
            answer = {"file": job["file"], "issues": [], "error": ""}
            try:
                start = time.perf_counter()
                found = engine.check(parse_docx(job["file"]), job["type"])
                answer["check"] = time.perf_counter() - start
                answer["issues"] = [
                    [one.severity, one.rule_id, one.name, str(one.original_text), str(one.suggested_fix)]
                    for one in found
                ]
                start = time.perf_counter()
                _, fixed = engine.check_and_fix(parse_docx(job["file"]), job["type"], None)
                clean_path_b_markers(fixed)
                bold_first_sentence_of_body(fixed)
                _insert_blank_lines(fixed, load_rules_merged(job["type"]))
                generate_docx(fixed, job["out"])
                answer["fix"] = time.perf_counter() - start
            except Exception as problem:  # Another's code may fail in any way; the table says so.
                answer["error"] = repr(problem)
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
    print(file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
