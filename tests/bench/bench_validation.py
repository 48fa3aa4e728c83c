"""What validation costs: the rules beside the reading, a thousand stories again, a start beside an empty one.

`python tests/bench/bench_validation.py`: ratios within one run and CPU seconds; nothing is timed in the tests.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from seeded import sound

from indexer.model import Block, Document
from indexer.parse import parse_caption
from indexer.rules import Case, active, run
from indexer.validation.checking import check_document
from indexer.validation.choice import choose


def seconds(command: list[str], folder: Path) -> float:
    """Return the CPU seconds that a command takes, the best of five."""
    best = 9e9
    for _ in range(5):
        before = os.times()
        subprocess.run(command, cwd=folder, capture_output=True, env={**os.environ, "PHOTODESK_CACHE": str(folder)})
        after = os.times()
        best = min(best, after[2] + after[3] - before[2] - before[3])
    return best


def captions(count: int) -> list[str]:
    dice = random.Random(4)
    made = [sound(dice).text for _ in range(count)]
    return [text.replace("/", " /") if dice.random() < 0.1 else text for text in made]


def main() -> None:
    texts, choice = captions(3000), choose(start=Path("/"))
    rules = active(choice.house)
    begun = time.process_time()
    records = [parse_caption(text) for text in texts]
    read = time.process_time() - begun
    begun = time.process_time()
    for record in records:
        run([Case(record, choice.house)], rules)
    held = time.process_time() - begun
    begun = time.process_time()
    for text in texts:
        check_document(Document("-", (Block(text),)), choice)
    whole = time.process_time() - begun
    count = len(texts)
    print(f"captions/s, one core: read {count / read:,.0f}, rules {count / held:,.0f}, end to end {count / whole:,.0f}")
    print(f"rules cost {held / read:.0%} of reading")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(1000):
            body = "\n\n".join(("Headline", *texts[number * 3 : number * 3 + 3]))
            (folder / f"{number:04}.txt").write_text(body, encoding="utf-8")
        again = [sys.executable, "-m", "indexer", "validate", ".", "--quiet"]
        first = seconds([*again, "--no-cache"], folder) if "--cold" in sys.argv else 0.0
        subprocess.run(again, cwd=folder, capture_output=True, env={**os.environ, "PHOTODESK_CACHE": name})
        print(
            f"1,000 stories: again {seconds(again, folder):.2f} s CPU" + (f", first {first:.1f} s CPU" if first else "")
        )
        one = [sys.executable, "-m", "indexer", "validate", "0001.txt"]
        empty = seconds([sys.executable, "-c", "import typer, rich"], folder)
        kept, fresh = seconds(one, folder), seconds([*one, "--no-cache"], folder)
        print(
            f"start: typer and rich {empty:.2f} s CPU; validate kept {kept / empty:.1f} x, fresh {fresh / empty:.1f} x"
        )


if __name__ == "__main__":
    main()
