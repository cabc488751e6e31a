"""Finds files that could not be shown at the place where the scene names them."""
import os

import bpy

import scene_facts


def repair(moved):
    """Turns paths of files that lie elsewhere in this box, given as a map from the old place to the new."""
    if not moved:
        return
    for library in bpy.data.libraries:
        place = moved.get(os.path.normpath(bpy.path.abspath(library.filepath)))
        if place:
            library.filepath = place
            library.reload()
    kinds = (bpy.data.images, bpy.data.fonts, bpy.data.movieclips, bpy.data.volumes, bpy.data.cache_files,
             bpy.data.sounds)
    for blocks in kinds:
        for block in blocks:
            place = moved.get(os.path.normpath(scene_facts.absolute(block.filepath, block))) if block.filepath else None
            if place:
                block.filepath = place
