"""The largest difference of any number: blender -b -P max_difference.py -- SCRIPTS EXPECTED_DIR ACTUAL_DIR

SCRIPTS is the folder with openexr.py. Prints MAX DIFFERENCE, the number (0 when all are the same to the last bit) and
of how many pictures; or what else differs.
"""
import os
import sys

import bpy
import numpy as np

scripts, expected, actual = sys.argv[sys.argv.index("--") + 1:]
sys.path.insert(0, scripts)
import openexr  # noqa: E402


def numbers(path):
    """The names of the channels and all numbers of a picture."""
    if path.endswith(".exr"):
        exr = openexr.Exr(path)
        names = [name for name, _ in exr.channels]
        return names, exr.planes(names)
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Non-Color"
    found = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(found)
    return list(image.size), found


names = sorted(os.listdir(expected))
if names != sorted(os.listdir(actual)):
    sys.exit(f"DIFFERENT NAMES {names} {sorted(os.listdir(actual))}")
most = 0
for name in names:
    (one_names, one), (other_names, other) = (numbers(os.path.join(folder, name)) for folder in (expected, actual))
    if one_names != other_names or one.shape != other.shape:
        sys.exit(f"DIFFERENT CHANNELS {name} {one_names} {other_names}")
    if one.tobytes() != other.tobytes():
        difference = np.abs(one.astype(np.float64) - other)
        most = max(most, np.nanmax(difference), np.nextafter(0, 1))
print("MAX DIFFERENCE", most, "OF", len(names), "PICTURES")
