"""Takes out of a scene what could run code or write files while it renders, although scripts are off."""
import bpy


def disarm():
    """To be called right after a scene was opened. Frames do not change, but for Freestyle lines drawn by scripts."""
    for scene in bpy.data.scenes:
        for layer in scene.view_layers:
            _remove_line_scripts(layer.freestyle_settings)
        if scene.node_tree:
            _remove_file_outputs(scene.node_tree)
    for group in bpy.data.node_groups:
        if group.bl_idname == "CompositorNodeTree":
            _remove_file_outputs(group)


def _remove_line_scripts(settings):
    for module in list(settings.modules):
        settings.modules.remove(module)


def _remove_file_outputs(tree):
    for node in [node for node in tree.nodes if node.type == "OUTPUT_FILE"]:
        tree.nodes.remove(node)
