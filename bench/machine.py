"""The machine the figures were taken on."""

import os
import platform
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.children import Cores


def machine(folder: Path, cores: Cores) -> dict[str, Any]:
    """``flush_ms`` is what one durable write takes on the disk that the database lies on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
        "flush_ms": round(_flush(folder), 3),
        "layout": cores.in_words(),
    }


def in_words(told: dict[str, Any]) -> str:
    return (
        f"{told['cores']} cores ({told['processor']}), {told['memory_gib']} GiB, "
        f"{told['system']}, Python {told['python']}; one durable write takes "
        f"{told['flush_ms']} ms; load of others before: {told['load_before']}; {told['layout']}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _flush(folder: Path) -> float:
    file = os.open(folder / "flush", os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        times = []
        for _ in range(20):
            began = time.perf_counter()
            os.write(file, bytes(4096))
            os.fsync(file)
            times.append((time.perf_counter() - began) * 1000)
    finally:
        os.close(file)
    return median(times)
