"""A Spark standalone cluster on this machine's loopback, for as long as a program runs.

    python standalone_cluster.py PROGRAM.py [ARGUMENT …]

Starts a master and two workers of one core from the pip package's spark-class, runs
the program on them by spark-submit, and stops what it started by process id. Every
listener is on 127.0.0.1.
"""

import ctypes
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyspark

HOST = "127.0.0.1"
SPARK_HOME = Path(pyspark.__file__).parent
# How long a process may take to start or to end, in seconds.
PATIENCE = 120


def _end_with_parent():
    """Also a program that is killed leaves no daemon behind, where Linux is."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Cluster:
    """A master and workers; a context manager that starts and stops them."""

    def __init__(self, workers: int = 2, cores: int = 1, memory: str = "1g"):
        self.wanted, self.cores, self.memory = workers, cores, memory
        self.folder = tempfile.TemporaryDirectory(prefix="stance-spark-")
        self.started: list[subprocess.Popen] = []
        self.workers: list[subprocess.Popen] = []
        self.url = None

    def __enter__(self):
        try:
            master = self._start("Master", "--host", HOST, "--port", "0", "--webui-port", "0")
            self.url = self._wait_for(master, r"Starting Spark master at (spark://\S+)")
            for _ in range(self.wanted):
                worker = self._start(
                    "Worker", "--host", HOST, "--port", "0", "--webui-port", "0",
                    "--cores", str(self.cores), "--memory", self.memory,
                    "--work-dir", self.folder.name, self.url,
                )  # fmt: skip
                self.workers.append(worker)
            for worker in self.workers:
                self._wait_for(worker, r"Successfully registered with master")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def _start(self, role: str, *arguments: str) -> subprocess.Popen:
        environment = os.environ | {
            "SPARK_HOME": str(SPARK_HOME),
            "SPARK_LOCAL_IP": HOST,
            "SPARK_DAEMON_MEMORY": "512m",
            "SPARK_DAEMON_JAVA_OPTS": "-Djava.net.preferIPv4Stack=true",
            "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
            "SPARK_LOCAL_DIRS": self.folder.name,
            "PYSPARK_PYTHON": sys.executable,
        }
        log = Path(self.folder.name, f"{role}-{len(self.started)}.log")
        with open(log, "wb") as out:
            # spark-class becomes the Java process: its id is the daemon's. A group of
            # its own holds the executors that it starts.
            process = subprocess.Popen(
                [SPARK_HOME / "bin/spark-class", f"org.apache.spark.deploy.{role.lower()}.{role}",
                 *arguments],
                env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip
        process.log = log
        self.started.append(process)
        return process

    def _wait_for(self, process: subprocess.Popen, pattern: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            text = process.log.read_text(errors="replace")
            if found := re.search(pattern, text):
                return found.group(found.lastindex or 0)
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"no '{pattern}' in {PATIENCE} s:\n{process.log.read_text()[-3000:]}")

    def options(self) -> dict[str, str]:
        """What a driver on this machine needs to keep its listeners on loopback."""
        return {
            "spark.master": self.url,
            "spark.driver.host": HOST,
            "spark.driver.bindAddress": HOST,
            "spark.ui.enabled": "false",
            "spark.executor.memory": "512m",
            "spark.executor.cores": str(self.cores),
            "spark.driver.extraJavaOptions": "-Djava.net.preferIPv4Stack=true",
            "spark.executor.extraJavaOptions": "-Djava.net.preferIPv4Stack=true",
        }

    def processes(self, of: list[subprocess.Popen] | None = None) -> set[int]:
        """The ids of what runs: the daemons (or some of them), their executors, and what
        these started."""
        children = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                # The name in brackets may hold anything.
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                pid, parent, group = int(stat.parent.name), int(fields[1]), int(fields[2])
                children[pid] = (parent, group)
        groups = {process.pid for process in of or self.started}
        found = {pid for pid, (_, group) in children.items() if group in groups}
        while more := {p for p, (parent, _) in children.items() if parent in found} - found:
            found |= more
        return found

    def stop(self):
        """Ends what was started, the workers before the master, and waits for it."""
        own = self.processes()
        for process in reversed(self.started):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE / 4
        for process in self.started:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        # Executors and their Python processes end when they miss their worker.
        while (left := own & self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.folder.cleanup()


def main(program: list[str]) -> int:
    with Cluster() as cluster:
        options = [f"--conf={name}={value}" for name, value in cluster.options().items()]
        submit = [SPARK_HOME / "bin/spark-submit", *options, *program]
        environment = os.environ | {"SPARK_LOCAL_IP": HOST, "PYSPARK_PYTHON": sys.executable}
        return subprocess.run(submit, env=environment, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
