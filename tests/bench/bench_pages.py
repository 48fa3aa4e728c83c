"""How many web pages a second one core reads: small ones of 9 KB and heavy ones of 360 KB, in process CPU time,
and how that compares with the bare parse of the page in the same run.

Run: python tests/bench/bench_pages.py
"""

from __future__ import annotations

import random
import time
import tomllib
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from indexer.sources import read_bytes

CASES = Path(__file__).parent.parent / "cases" / "pages.toml"


def pages(size: int) -> list[bytes]:
    """Return the pages of the tests, filled up with paragraphs, links and scripts to `size` bytes."""
    chance = random.Random(7)
    words = "harbour ferry council winter bridge market river school election storm museum police train".split()
    made = []
    for case in tomllib.loads(CASES.read_text(encoding="utf-8"))["page"]:
        filling = []
        length = len(case["html"])
        while length < size:
            text = " ".join(chance.choices(words, k=60))
            if chance.random() < 0.5:
                part = f'<script>window.dataLayer.push({{"a": "{text}", "b": [1,2,3], "c": "{text}"}});</script>\n'
            else:
                link = f"<a href='/x/{length}'>{text[:40]}</a>"
                part = f"<div class='story__text css-{chance.randrange(9999)}'><p>{text} {link}</p></div>\n"
            filling.append(part)
            length += len(part)
        head, _, tail = case["html"].rpartition("</body>")
        html = f"{head}{''.join(filling)}</body>{tail}" if head else case["html"] + "".join(filling)
        made.append(html.encode(case.get("charset", "utf-8")))
    return made


def main() -> None:
    """Print pages a second for both sizes."""
    for size, rounds in ((9_000, 60), (360_000, 6)):
        several = pages(size)
        for content in several:
            list(read_bytes(content, "a.html"))
        start = time.process_time()
        blocks = 0
        for _ in range(rounds):
            for content in several:
                blocks += sum(len(document.blocks) for document in read_bytes(content, "a.html"))
        took = time.process_time() - start
        count = rounds * len(several)
        mean = sum(map(len, several)) // len(several)
        start = time.process_time()
        for _ in range(rounds):
            for content in several:
                LexborHTMLParser(content)
        bare = time.process_time() - start
        speed = f"{mean:>8,} bytes: {count / took:>7,.0f} pages/s, {took / bare:.1f} times the bare parse"
        print(f"{speed}; {blocks:,} blocks")


if __name__ == "__main__":
    main()
