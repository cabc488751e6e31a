"""Compares what `heliostat node hardware --json` says of the GPUs here with what nvidia-smi says."""

import json
import re
import subprocess
import sys

FIELDS = ["index", "name", "uuid", "memory.total", "driver_version", "temperature.gpu", "power.draw"]
MEBIBYTE = 1 << 20
CELSIUS_APART_MAX = 15
SECONDS_MAX = 120


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS_MAX).stdout


def number(cell):
    return float(cell) if re.fullmatch(r"[0-9.]+", cell) else None


class Checks:
    """Counts what is as it should be, and prints what is not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def equal(self, what, expected, found):
        self.holds(f"{what}: {found!r} is not {expected!r}", expected == found)

    def holds(self, otherwise, is_so):
        if is_so:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {otherwise}")


def compare(checks, row, gpu, cuda):
    index, name, uuid, memory, driver, celsius, watts = row
    what = f"GPU {index}"
    checks.equal(f"{what} index", int(index), gpu["index"])
    checks.equal(f"{what} name", name, gpu["name"])
    checks.equal(f"{what} uuid", uuid, gpu.get("uuid"))
    checks.equal(f"{what} driver", driver, gpu["driver"])
    checks.equal(f"{what} CUDA", cuda, gpu.get("cuda"))
    checks.equal(f"{what} trouble", None, gpu.get("trouble"))
    # nvidia-smi rounds to whole MiB.
    checks.holds(f"{what} memory: {gpu['vram_bytes']} bytes are not {memory} MiB",
                 abs(gpu["vram_bytes"] - float(memory) * MEBIBYTE) < MEBIBYTE)
    checks.holds(f"{what} free memory: {gpu['vram_free_bytes']}", 0 < gpu["vram_free_bytes"] <= gpu["vram_bytes"])
    checks.holds(f"{what} load: {gpu.get('load_percent')}", 0 <= gpu.get("load_percent", 0) <= 100)
    checks.equal(f"{what} temperature is known", number(celsius) is not None, "temperature_celsius" in gpu)
    checks.equal(f"{what} power is known", number(watts) is not None, "power_milliwatts" in gpu)
    if number(celsius) is not None and "temperature_celsius" in gpu:
        checks.holds(f"{what} temperature: {gpu['temperature_celsius']} is far from {celsius}",
                     abs(gpu["temperature_celsius"] - number(celsius)) <= CELSIUS_APART_MAX)


def main(program):
    machine = json.loads(output_of(program, "node", "hardware", "--json"))
    query = output_of("nvidia-smi", f"--query-gpu={','.join(FIELDS)}", "--format=csv,noheader,nounits")
    rows = [[cell.strip() for cell in line.split(",")] for line in query.splitlines() if line.strip()]
    cuda = re.search(r"CUDA Version: *([0-9.]+)", output_of("nvidia-smi"))
    gpus = machine["hardware"]["gpus"]

    checks = Checks()
    checks.equal("source", "nvml", machine["gpu_source"])
    checks.equal("trouble", None, machine.get("gpu_trouble"))
    checks.equal("number of GPUs", len(rows), len(gpus))
    for row, gpu in zip(rows, gpus):
        compare(checks, row, gpu, cuda and cuda.group(1))

    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
