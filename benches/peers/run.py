"""Runs stance, scikit-learn, fastText and `wc -w` side by side on the same files.

    pip install -r benches/peers/requirements.txt
    python benches/peers/run.py --data FOLDER

FOLDER holds `authored/*.jsonl` (text, label) and `news/*.jsonl.gz` (text); see
data.py. Each round runs every program once, one after the other, each on one
thread, so that what else happens on the machine slows all of them; what counts
are the ratios within a round. Prints the median and the range over the rounds,
as Markdown: CPU seconds (system and user), how many times those of stance, the
peak of memory, and the objective relative to the lowest.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import data

HERE = pathlib.Path(__file__).parent
ONE_THREAD = {
    **os.environ,
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}
# Solver and tolerance. At those after the default the objective is within 1e-6 of
# the lowest. liblinear and newton-cholesky are left out: the first has no
# multinomial loss, the second a dense matrix of (features × labels)².
SKLEARN = ["lbfgs:1e-4", "lbfgs:1e-6", "newton-cg:1e-6", "saga:1e-4"]


def run(command):
    """CPU seconds, seconds of the clock and peak memory of a program."""
    process = subprocess.Popen(
        command, env=ONE_THREAD, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # Both are a few lines: no pipe fills up.
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        sys.exit(f"{command} failed:\n{err.decode()}")
    result = {"cpu": usage.ru_utime + usage.ru_stime, "mb": usage.ru_maxrss / 1024}
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

    def train_stance(self):
        groups = ["words"] + ["characters"] * (self.groups == "characters")
        result, _, err = run([
            self.stance, "train", self.rows, "-m", self.model("stance"), "--threads", "1",
            "--preset", "plain", "--groups", ",".join(groups), "--min-df", "3",
            "--solver", "sparse", "--folds", "0",
        ])
        features, objective = err.split(" features, objective ")
        result["features"] = int(features.split()[-1])
        result["objective"] = float(objective.split()[0].rstrip(","))
        return result

    def predict_stance(self):
        return run([
            self.stance, "predict", self.rows, "-m", self.model("stance"), "--threads", "1",
            "--by", "row", "--format", "csv", "-o", self.folder / "out.csv",
        ])[0]

    def train(self, solvers):
        work = {"stance": self.train_stance}
        for name in [*(f"sklearn:{solver}" for solver in solvers), "fasttext"]:
            work[name] = lambda name=name: python(
                "train", name, self.groups, self.rows, self.model(name)
            )
        return work

    def predict(self, solvers):
        work = {"stance": self.predict_stance}
        for name in [f"sklearn:{solvers[0]}", "fasttext"]:
            work[name] = lambda name=name: python(
                "predict", name.split(":")[0], self.groups, self.rows,
                self.model(name), self.folder / "out.csv",
            )
        work["wc -w"] = lambda: run(["wc", "-w", self.rows])[0]
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
    print("| program | CPU s | × stance | peak MB | objective above the lowest |")
    print("|---|---:|---:|---:|---:|")
    for name, first in rounds[0].items():
        cpu = spread([own[name]["cpu"] for own in rounds], lambda x: f"{x:.2f}")
        ratios = [own[name]["cpu"] / own["stance"]["cpu"] for own in rounds]
        ratio = spread(ratios, lambda x: f"{x:.2f}")
        objective = first.get("objective")
        above = f"{objective / best - 1:.1e}" if objective else ""
        print(f"| {name} | {cpu} | {ratio} | {first['mb']:.0f} | {above} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--stance", default=HERE.parent.parent / "target/release/stance")
    parser.add_argument("--rows", default="2000,20000,200000")
    parser.add_argument("--groups", default="words,characters")
    parser.add_argument("--solvers", default=",".join(SKLEARN), help="solver:tolerance, …")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--csv", help="labelled rows of your own instead of made ones")
    given = parser.parse_args()
    if not given.csv and not (given.data and (given.data / "authored").is_dir()):
        sys.exit("SKIPPED: give --data FOLDER with authored/*.jsonl and news/*.jsonl.gz, or --csv FILE")
    solvers = given.solvers.split(",")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for rows in ["own"] if given.csv else map(int, given.rows.split(",")):
            path = given.csv or folder / f"rows{rows}.csv"
            if not given.csv:
                data.write(given.data, rows, path)
            for groups in given.groups.split(","):
                bench = Bench(given.stance, groups, path, folder)
                for task, work in [("train", bench.train(solvers)), ("predict", bench.predict(solvers))]:
                    rounds = [
                        {name: measure() for name, measure in work.items()}
                        for _ in range(given.rounds)
                    ]
                    seen = "words" if groups == "words" else "words and characters"
                    table(f"### {task}, {rows} rows, {seen}", rounds)


main()
