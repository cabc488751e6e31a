"""Turns paths of the open scene that Blender would not find as they are written."""
import posixpath

import bpy

import scene_paths


def repair():
    """Absolute paths of Windows, and those of a scene that is shown below /moved, are turned to where the files are."""
    turned = set()
    while new := [library for library in bpy.data.libraries if library.name_full not in turned]:
        for library in new:
            turned.add(library.name_full)
            place = _new_place(library.filepath)
            if place:
                library.filepath = place
                library.reload()
    for field in scene_paths.path_fields():
        place = _new_place(field.path)
        if place:
            field.path = place


def _new_place(path):
    if not path or path.startswith("<") or scene_paths.is_relative(path):
        return None
    place = scene_paths.place_of(path)
    is_moved = bpy.data.filepath.startswith(scene_paths.MOVED + "/")
    if is_moved and not place.startswith(scene_paths.MOVED + "/"):
        place = scene_paths.moved(place)
    return place if place != posixpath.normpath(path) else None
