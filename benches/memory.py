#!/usr/bin/env python3
"""Shows that streams take constant memory: a large JSON Lines file, and many small files.

    benches/memory.py target/release/stance ARTICLES.jsonl[.gz] [--megabytes 50] [--files 5000]

The articles are repeated with new ids until the file is so large; each small file holds
the begin of one of them. Each run must stay below 300 MB resident with two threads. The
full measure is --megabytes 2000 --files 200000; it takes as much of the temporary folder
(TMPDIR), and some twenty minutes of two idle cores.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_MB = 300


def measured(arguments):
    """Runs a command without its output: seconds, and megabytes resident at most."""
    begun = time.time()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(arguments)}: ended with status {status}")
    return time.time() - begun, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stance")
    parser.add_argument("articles", type=Path)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--commands", nargs="+", default=["predict", "split"])
    options = parser.parse_args()

    opened = gzip.open if options.articles.suffix == ".gz" else open
    with opened(options.articles, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]

    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder, "large.jsonl")
        number = 0
        with open(large, "w", encoding="utf-8") as out:
            while out.tell() < options.megabytes << 20:
                article = articles[number % len(articles)] | {"id": str(number)}
                out.write(json.dumps(article, ensure_ascii=False) + "\n")
                number += 1
        small = Path(folder, "small")
        for number_of_file in range(options.files):
            # A thousand files a folder.
            place = small / f"{number_of_file // 1000:04}"
            place.mkdir(parents=True, exist_ok=True)
            text = articles[number_of_file % len(articles)]["text"][:300]
            (place / f"{number_of_file:06}.txt").write_text(text, encoding="utf-8")

        print("| command | input | seconds | MB resident |\n|---|---|---:|---:|")
        beyond = False
        for command in options.commands:
            for what, path in [
                (f"{large.stat().st_size / 1e6:.0f} MB of JSON Lines, {number} articles", large),
                (f"{options.files} files", small),
            ]:
                arguments = [options.stance, command, str(path), "--threads", "2", "--format", "jsonl"]
                seconds, resident = measured(arguments)
                print(f"| {command} | {what} | {seconds:.0f} | {resident:.0f} |", flush=True)
                beyond |= resident > LIMIT_MB
        if beyond:
            sys.exit(f"more than {LIMIT_MB} MB")


main()
