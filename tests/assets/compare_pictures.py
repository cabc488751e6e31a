"""Compares pictures by their decoded pixels: blender -b -P compare_pictures.py -- EXPECTED_DIR ACTUAL_DIR

Prints SAME, a number and the largest difference when both folders hold the same names and each picture the same
pixels; else what differs.
"""
import os
import sys

import bpy
import numpy as np

expected, actual = sys.argv[sys.argv.index("--") + 1:]


def pixels(path):
    """The size and the raw pixels of a picture."""
    image = bpy.data.images.load(path)
    numbers = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(numbers)
    size = tuple(image.size)
    bpy.data.images.remove(image)
    return size, numbers


names = sorted(os.listdir(expected))
if names != sorted(os.listdir(actual)):
    print("DIFFERENT NAMES", names, sorted(os.listdir(actual)))
    sys.exit(0)
worst = 0.0
for name in names:
    (one_size, one), (other_size, other) = pixels(os.path.join(expected, name)), pixels(os.path.join(actual, name))
    if one_size != other_size or not np.array_equal(one, other):
        print("DIFFERENT PIXELS", name)
        sys.exit(0)
    worst = max(worst, float(np.max(np.abs(one - other))))
print("SAME", len(names), "max difference", worst)
