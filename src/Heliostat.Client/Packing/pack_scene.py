"""Lists the files of a scene and what it needs, as one JSON document.

    blender -b -Y --factory-startup --python-exit-code 3 -P pack_scene.py -- SCENE.blend RESULT.json

The document holds "facts" (see scene_facts.py); "files" (the path under which a node shows each, where it lies here,
and what it is used for); "missing", "left_out" and "refused" (path, use and who names it); the folders that were
"listed", and whether files were "searched" for; or, where the scene cannot be opened, "error" with Blender's own words.
"""
import json
import os
import sys

import bpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scene_facts  # noqa: E402  (lies beside this file)
import scene_files  # noqa: E402
import scene_paths  # noqa: E402


def pack(path):
    """Opens a scene, without running anything that it carries, and describes it."""
    try:
        bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
    except RuntimeError as error:
        return {"error": str(error).strip()}
    files = scene_files.external_files(searches=True)
    # Relative paths lead from one file to the other, so they are moved all or none.
    as_it_is = all(scene_paths.may_show(place) for place in files.found)
    shown = str if as_it_is else scene_paths.moved
    return {
        "blender": bpy.app.version_string,
        "main": shown(scene_paths.place_of(bpy.data.filepath)),
        "facts": scene_facts.scene_facts(bpy.context.scene),
        "files": [{"path": shown(place), "source": local, "use": use}
                  for place, (use, local) in sorted(files.found.items())],
        "missing": _named(files.missing, shown),
        "left_out": _named(files.left_out, str),
        "refused": _named(files.refused, str),
        "listed": sorted(folder for folder in files.listed if os.path.isdir(folder)),
        "searched": files.searched,
    }


def _named(files, shown):
    return [{"path": shown(place), "source": place, "use": use, "user": user}
            for place, (use, user) in sorted(files.items())]


def main():
    scene, result = sys.argv[sys.argv.index("--") + 1:]
    with open(result, "w", encoding="utf-8") as file:
        json.dump(pack(os.path.abspath(scene)), file)


if __name__ == "__main__":
    main()
