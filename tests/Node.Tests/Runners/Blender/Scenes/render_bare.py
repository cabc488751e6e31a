"""Renders frames as Blender by itself does, and writes their numbers:

    blender -b SCENE --python-exit-code 3 -P render_bare.py -- FOLDER FRAME...

FRAME.exr.f32 holds the floats of the EXR file and FRAME.png.f32 the numbers of the PNG, bottom row first.
"""
import os
import sys

import bpy
import numpy as np

folder, *frames = sys.argv[sys.argv.index("--") + 1:]
scene = bpy.context.scene
settings = scene.render.image_settings


def numbers(path):
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Non-Color"
    image.alpha_mode = "CHANNEL_PACKED"
    values = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(values)
    bpy.data.images.remove(image)
    return values


for frame in frames:
    scene.frame_set(int(frame))
    for kind, ending, depth in (("OPEN_EXR", "exr", "32"), ("PNG", "png", "8")):
        settings.file_format, settings.color_mode, settings.color_depth = kind, "RGBA", depth
        scene.render.filepath = os.path.join(folder, f"{frame}.{ending}")
        bpy.ops.render.render(write_still=True)
        numbers(scene.render.filepath).tofile(scene.render.filepath + ".f32")
