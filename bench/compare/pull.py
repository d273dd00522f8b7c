"""The bare git pull, as the deployers have it: begun by a small process that waits. It is told folders, a line each, and tells how long each pull took, in ms."""

import subprocess
import sys
import time

for folder in sys.stdin:
    begun = time.perf_counter()
    subprocess.run(["git", "pull", "--ff-only"], cwd=folder.rstrip("\n"), stdin=subprocess.DEVNULL, capture_output=True, check=True)
    print(f"{(time.perf_counter() - begun) * 1000:.3f}", flush=True)
