"""Lists the files of a scene and what it needs, as one JSON document.

    blender -b -Y --factory-startup --python-exit-code 3 -P pack_scene.py -- SCENE.blend RESULT.json

The document holds "facts" (see scene_facts.py), "files" and "missing" (path and what it is used for); or, where
the scene cannot be opened, "error" with Blender's own words.
"""
import json
import os
import sys

import bpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scene_facts  # noqa: E402  (lies beside this file)


def pack(path):
    """Opens a scene, without running anything that it carries, and describes it."""
    try:
        bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
    except RuntimeError as error:
        return {"error": str(error).strip()}
    files = scene_facts.external_files()
    return {
        "blender": bpy.app.version_string,
        "main": os.path.normpath(bpy.data.filepath),
        "facts": scene_facts.scene_facts(bpy.context.scene),
        "files": [{"path": path, "use": use} for path, use in sorted(files.found.items())],
        "missing": [{"path": path, "use": use} for path, use in sorted(files.missing.items())],
    }


def main():
    scene, result = sys.argv[sys.argv.index("--") + 1:]
    with open(result, "w", encoding="utf-8") as file:
        json.dump(pack(os.path.abspath(scene)), file)


if __name__ == "__main__":
    main()
