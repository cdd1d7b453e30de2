"""What the benchmark ran on, for whoever compares figures."""

import os
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("sentence-transformers", "transformers", "torch", "onnxruntime", "faiss-cpu", "fastapi", "uvicorn", "numpy")


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine: its processor, the cores that may be used, its memory in gigabytes, and what is installed.

    `load` is how many processes ran or waited on the mean of the minute before: where it is not near 0, something else
    was at work too.
    """

    system: str
    processor: str
    cores: int
    memory_gb: float
    load: float
    python: str
    packages: dict[str, str]

    def __str__(self) -> str:
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gb:g} GB; {self.system}, Python {self.python}, "
            + ", ".join(f"{name} {version}" for name, version in self.packages.items())
        )


def describe() -> Machine:
    """This machine."""
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        processor=processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        load=round(os.getloadavg()[0], 2),
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
    )


def processor() -> str:
    """The processor's name, as Linux or macOS has it; else its kind."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        return model_name(cpuinfo.read_text(encoding="utf-8")) or platform.machine()
    if platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return platform.processor() or platform.machine()


def model_name(cpuinfo: str) -> str:
    """The first model that /proc/cpuinfo names; empty if it names none, as on some ARM machines."""
    named = (line.partition(":")[2].strip() for line in cpuinfo.splitlines() if line.startswith("model name"))
    return next(named, "")
