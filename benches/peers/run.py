"""Runs stance, scikit-learn, fastText and `wc -w` side by side on the same files.

    pip install -r benches/peers/requirements.txt
    python benches/peers/run.py --data FOLDER

FOLDER holds `authored/*.jsonl` (text, label) and `news/*.jsonl.gz` (text), of which
data.py makes rows, and perhaps `bench/*.csv` (text, label), taken as they are.
Each round runs every program once, one after the other, each on one thread, so
that what else happens on the machine slows all of them; what counts are the
ratios within a round. Prints the median and the range over the rounds, as
Markdown: CPU seconds (system and user), how many times those of stance, the peak
of memory, and the objective relative to the lowest. stance runs on two threads as
well, where seconds of the clock count and its file must be the same, and twice at
once on one thread each, of which the clock is that of both: what two cores of this
machine do at most. At last it runs once on many rows with --max-features. Training
and prediction are whole commands from file to file; scoring is the libraries
alone, from texts in memory to probabilities in memory, and `wc -w` on a file of the
same texts.
"""

import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import data

HERE = pathlib.Path(__file__).parent
ONE_THREAD = {
    **os.environ,
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}
TWO = "stance, two threads"
TWICE = "stance, twice at once"
# Solver and tolerance. At those after the default the objective is within 1e-6 of
# the lowest. liblinear and newton-cholesky are left out: the first has no
# multinomial loss, the second a dense matrix of (features × labels)².
SKLEARN = ["lbfgs:1e-4", "lbfgs:1e-6", "newton-cg:1e-6", "saga:1e-4"]


def run(command):
    """CPU seconds, seconds of the clock and peak memory of a program."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, env=ONE_THREAD, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # Both are a few lines: no pipe fills up.
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    end = time.monotonic()
    process.returncode = status
    if status != 0:
        sys.exit(f"{command} failed:\n{err.decode()}")
    cpu = usage.ru_utime + usage.ru_stime
    result = {"cpu": cpu, "mb": usage.ru_maxrss / 1024}
    result |= {"start": start, "end": end, "clock": end - start}
    return result, out.decode(), err.decode()


def python(*arguments):
    _, out, _ = run([sys.executable, str(HERE / "peer.py"), *map(str, arguments)])
    return json.loads(out)


class Bench:
    def __init__(self, stance, groups, rows, folder):
        self.stance, self.groups, self.folder = stance, groups, folder
        self.rows = rows

    def model(self, name):
        return self.folder / f"{name.replace(':', '-')}.{self.groups}.model"

    def train_stance(self, threads=1, cut=("--min-df", "3"), copy=""):
        groups = ["words"] + ["characters"] * (self.groups == "characters")
        result, _, err = run([
            self.stance, "train", self.rows, "-m", self.model(f"stance{threads}{copy}"),
            "--threads", str(threads), "--preset", "plain", "--groups", ",".join(groups), *cut,
            "--solver", "sparse", "--folds", "0",
        ])
        features, objective = err.split(" features, objective ")
        result["features"] = int(features.split()[-1])
        result["objective"] = float(objective.split()[0].rstrip(","))
        self.same(self.model("stance1"), self.model(f"stance{threads}{copy}"))
        return result

    def predict_stance(self, threads=1, copy=""):
        out = [self.folder / name for name in ("out1.csv", f"out{threads}{copy}.csv")]
        result = run([
            self.stance, "predict", self.rows, "-m", self.model("stance1"),
            "--threads", str(threads), "--by", "row", "--format", "csv", "-o", out[1],
        ])[0]
        self.same(*out)
        return result

    @staticmethod
    def twice(work):
        """A run of `work` and another beside it, by the clock until both are done."""
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(lambda copy: work(copy=copy), ("a", "b"))
        start, end = min(one["start"], other["start"]), max(one["end"], other["end"])
        return {**one, "clock": end - start}

    @staticmethod
    def same(one, other):
        if one.read_bytes() != other.read_bytes():
            sys.exit(f"{one} and {other} differ")

    def train(self, solvers):
        work = {
            "stance": self.train_stance,
            TWO: lambda: self.train_stance(2),
            TWICE: lambda: self.twice(self.train_stance),
        }
        for name in [*(f"sklearn:{solver}" for solver in solvers), "fasttext"]:
            work[name] = lambda name=name: python(
                "train", name, self.groups, self.rows, self.model(name)
            )
        return work

    def predict(self, solvers):
        work = {
            "stance": self.predict_stance,
            TWO: lambda: self.predict_stance(2),
            TWICE: lambda: self.twice(self.predict_stance),
        }
        for name in [f"sklearn:{solvers[0]}", "fasttext"]:
            work[name] = lambda name=name: python(
                "predict", name.split(":")[0], self.groups, self.rows,
                self.model(name), self.folder / "out.csv",
            )
        work["wc -w"] = lambda: run(["wc", "-w", self.rows])[0]
        return work

    def score_stance(self):
        crate = HERE.parent.parent / "Cargo.toml"
        bench = ["cargo", "bench", "--quiet", "--manifest-path", crate, "--bench", "scoring"]
        return json.loads(run([*bench, "--", self.rows, self.model("stance1")])[1])

    def score(self, solvers):
        work = {"stance": self.score_stance}
        for name in [f"sklearn:{solvers[0]}", "fasttext"]:
            work[name] = lambda name=name: python(
                "score", name.split(":")[0], self.groups, self.rows, self.model(name)
            )
        texts = self.folder / "texts.txt"
        with open(self.rows, encoding="utf-8", newline="") as file:
            lines = [f"{row['text']}\n" for row in csv.DictReader(file)]
        texts.write_text("".join(lines), encoding="utf-8")
        work["wc -w"] = lambda: run(["wc", "-w", texts])[0]
        return work


def spread(values, form):
    values = sorted(values)
    middle = form(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({form(values[0])} to {form(values[-1])})"


def table(title, rounds):
    objectives = [own.get("objective") for own in rounds[0].values()]
    best = min((own for own in objectives if own), default=None)
    print(f"\n{title}\n")
    print("| program | CPU s | × stance | clock s | peak MB | objective above the lowest |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, first in rounds[0].items():
        cpu = spread([own[name]["cpu"] for own in rounds], lambda x: f"{x:.3g}")
        ratios = [own[name]["cpu"] / own["stance"]["cpu"] for own in rounds]
        ratio = spread(ratios, lambda x: f"{x:.2f}")
        clock = spread([own[name]["clock"] for own in rounds], lambda x: f"{x:.2f}")
        objective = first.get("objective")
        above = f"{objective / best - 1:.1e}" if objective else ""
        print(f"| {name} | {cpu} | {ratio} | {clock} | {first['mb']:.0f} | {above} |", flush=True)
    if TWO in rounds[0]:
        form = "{:.2f}".format
        gains = [own["stance"]["clock"] / own[TWO]["clock"] for own in rounds]
        most = [2 * own["stance"]["clock"] / own[TWICE]["clock"] for own in rounds]
        print(f"\nTwo threads: {spread(gains, form)} times as fast;", end=" ")
        print(f"two runs at once do {spread(most, form)} times as much.", flush=True)


def large(given, folder):
    """One training on many rows in bounded memory, on one thread."""
    path = folder / "large.csv"
    data.write(given.data, given.large, path)
    result = Bench(given.stance, "characters", path, folder)
    result = result.train_stance(cut=("--max-features", "200000"))
    print(f"\n### train, {given.large} rows, words and characters, 200,000 features each\n")
    print(f"{result['cpu']:.0f} s of CPU time, {result['mb']:.0f} MB, {result['features']} features")


def inputs(given, folder):
    """What is measured: its name, and the file of its rows."""
    if given.csv:
        yield given.csv, pathlib.Path(given.csv).resolve()
        return
    kind = data.sentences if given.sentences else data.shuffled
    for rows in filter(None, given.rows.split(",")):
        path = folder / f"rows{rows}.csv"
        data.write(given.data, int(rows), path, kind, ascii=given.ascii)
        yield f"{rows} rows", path
    for path in sorted((given.data / "bench").glob("*.csv")):
        yield path.name, path.resolve()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--stance", default=HERE.parent.parent / "target/release/stance")
    parser.add_argument("--rows", default="2000,20000,200000", help="how many rows to make, with commas between; empty: none")
    parser.add_argument("--groups", default="words,characters")
    parser.add_argument("--solvers", default=",".join(SKLEARN), help="solver:tolerance, …")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", type=int, default=1_000_000, help="rows at last; 0: none")
    parser.add_argument("--tasks", default="train,predict,score", help="what is measured; models are trained first where that is not training")
    parser.add_argument("--sentences", action="store_true", help="rows are sentences of news, not shuffled words")
    parser.add_argument("--ascii", action="store_true", help="rows are written letter for letter in ASCII")
    parser.add_argument("--csv", help="labelled rows of your own instead of made ones")
    given = parser.parse_args()
    if not given.csv and not (given.data and (given.data / "authored").is_dir()):
        sys.exit("SKIPPED: give --data FOLDER with authored/*.jsonl and news/*.jsonl.gz, or --csv FILE")
    solvers, tasks = given.solvers.split(","), given.tasks.split(",")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, path in inputs(given, folder):
            for groups in given.groups.split(","):
                bench = Bench(given.stance, groups, path, folder)
                seen = "words" if groups == "words" else "words and characters"
                if tasks[0] != "train":
                    # The others need the models.
                    work = bench.train(solvers[:1])
                    work.pop(TWO)
                    work.pop(TWICE)
                    for measure in work.values():
                        measure()
                for task in tasks:
                    work = getattr(bench, task)(solvers)
                    rounds = [
                        {name: measure() for name, measure in work.items()}
                        for _ in range(given.rounds)
                    ]
                    table(f"### {task}, {name}, {seen}", rounds)
        if given.large and not given.csv:
            large(given, folder)


main()
