"""Says in one line of JSON what this Blender is and what it renders with."""
import hashlib
import json
import sys

import bpy

import _cycles
import numpy  # noqa: F401  (the driver cannot do without it)

KERNELS = ("AVX2", "AVX", "SSE41", "SSE3", "SSE2")
BUILD_CHARACTERS = 12


def build():
    """What tells one build of a version from another: its commit, or the program itself where that is not known."""
    commit = bpy.app.build_hash.decode("ascii", "replace").lower()
    if commit and commit != "unknown":
        return commit[:BUILD_CHARACTERS]
    with open(bpy.app.binary_path, "rb") as program:
        return hashlib.file_digest(program, "sha256").hexdigest()[:BUILD_CHARACTERS]


def kernel():
    """The CPU kernel that Cycles picks: its arithmetic, and so its last bits, differ from kernel to kernel."""
    line = next((line for line in _cycles.system_info().splitlines() if "capabilities" in line), "")
    offered = line.split(":")[-1].split()
    return next((name for name in KERNELS if name in offered), "generic").lower()


sys.stdout.write(json.dumps({
    "version": bpy.app.version_string, "build": build(), "kernel": kernel(),
    "can_denoise": bool(_cycles.with_openimagedenoise)}) + "\n")
sys.stdout.flush()
