"""hnswlib as a process: builds a graph of FOLDER/vectors.f32 on THREADS threads, then reads one ef a line from standard input, answers all of
FOLDER/queries.f32 on one thread, writes the labels to FOLDER/labels.i32 and the seconds it took to standard output, as JSON."""

import json
import os
import subprocess
import sys
import time

import hnswlib
import numpy

DIMENSION = 256
DEPTH = 100


def rows(path):
    return numpy.fromfile(path, dtype="<f4").reshape(-1, DIMENSION)


def reply(**members):
    print(json.dumps(members), flush=True)


def version():
    """As Debian counts it; the module does not say."""
    query = ["dpkg-query", "-W", "-f", "${Version}", "python3-hnswlib"]
    try:
        return subprocess.run(query, capture_output=True, text=True, check=True).stdout.split("-")[0]
    except (OSError, subprocess.CalledProcessError):
        return "of unknown version"


folder, threads = sys.argv[1], int(sys.argv[2])
vectors = rows(os.path.join(folder, "vectors.f32"))
queries = rows(os.path.join(folder, "queries.f32"))
index = hnswlib.Index(space="ip", dim=DIMENSION)
index.init_index(max_elements=len(vectors), M=16, ef_construction=100, random_seed=1)
start = time.perf_counter()
index.add_items(vectors, num_threads=threads)
seconds = time.perf_counter() - start
del vectors
saved = os.path.join(folder, "hnswlib.bin")
index.save_index(saved)
size = os.path.getsize(saved)
os.remove(saved)
reply(seconds=seconds, bytes=size, version=version())
for line in sys.stdin:
    if not line.strip().isdigit():
        break
    index.set_ef(int(line))
    start = time.perf_counter()
    labels, _ = index.knn_query(queries, k=DEPTH, num_threads=1)
    seconds = time.perf_counter() - start
    labels.astype("<i4").tofile(os.path.join(folder, "labels.i32"))
    reply(seconds=seconds)
