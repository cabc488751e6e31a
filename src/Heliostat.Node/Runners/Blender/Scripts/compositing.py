"""Does a scene's compositing again from passes that were rendered elsewhere."""
import contextlib

import bpy

# Where the names of a Render Layers node's outputs and of the file's passes differ.
PASS_OF_OUTPUT = {"Image": "Combined"}


@contextlib.contextmanager
def passes_from(scene, path):
    """While this lasts the compositor reads the passes of a multilayer file instead of rendering them."""
    image = bpy.data.images.load(path, check_existing=False)
    undo = []
    try:
        for tree in _trees(scene.node_tree, set()):
            for node in [node for node in tree.nodes if node.type == "R_LAYERS"]:
                undo.append(_replace(tree, node, image))
        yield
    finally:
        for put_back in reversed(undo):
            put_back()
        bpy.data.images.remove(image)


@contextlib.contextmanager
def shown_from(scene, path, layer):
    """While this lasts a scene that does not composite shows one layer of a multilayer file."""
    image = bpy.data.images.load(path, check_existing=False)
    used = scene.use_nodes
    scene.use_nodes = True
    # Nothing is lost: a scene that does not composite has no use for its tree.
    scene.node_tree.nodes.clear()
    source = scene.node_tree.nodes.new("CompositorNodeImage")
    source.image, source.layer = image, layer
    target = scene.node_tree.nodes.new("CompositorNodeComposite")
    scene.node_tree.links.new(source.outputs["Combined"], target.inputs["Image"])
    scene.render.use_compositing = True
    try:
        yield
    finally:
        scene.render.use_compositing = False
        scene.node_tree.nodes.clear()
        scene.use_nodes = used
        bpy.data.images.remove(image)


def _trees(tree, seen):
    if tree is None or tree.name in seen:
        return
    seen.add(tree.name)
    yield tree
    for node in tree.nodes:
        if node.type == "GROUP":
            yield from _trees(node.node_tree, seen)


def _replace(tree, layers_node, image):
    """Links a file's passes where a Render Layers node was linked, and returns what puts it back."""
    stand_in = tree.nodes.new("CompositorNodeImage")
    stand_in.image = image
    stand_in.layer = layers_node.layer
    added = [stand_in]
    moved = [(link.from_socket.identifier, link.from_socket.name, link.to_socket)
             for link in tree.links if link.from_node == layers_node]
    for _, name, target in moved:
        tree.links.new(_source(tree, stand_in, name, added), target)
    layer, scene, name, mute = layers_node.layer, layers_node.scene, layers_node.name, layers_node.mute
    tree.nodes.remove(layers_node)

    def put_back():
        node = tree.nodes.new("CompositorNodeRLayers")
        node.scene, node.layer, node.name, node.mute = scene, layer, name, mute
        for identifier, _, target in moved:
            tree.links.new(_output(node, identifier), target)
        for extra in added:
            tree.nodes.remove(extra)

    return put_back


def _source(tree, stand_in, output_name, added):
    if output_name != "Alpha":
        return stand_in.outputs[PASS_OF_OUTPUT.get(output_name, output_name)]
    split = tree.nodes.new("CompositorNodeSepRGBA")
    added.append(split)
    tree.links.new(stand_in.outputs["Combined"], split.inputs[0])
    return split.outputs["A"]


def _output(node, identifier):
    return next(socket for socket in node.outputs if socket.identifier == identifier)
