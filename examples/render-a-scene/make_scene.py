"""Makes scene.blend and the textures beside it: a heliostat field in the evening.

    blender -b --factory-startup -P make_scene.py

Some two hundred mirrors wake in a wave and turn until each throws the sun onto the top of one tower. Everything is
computed here from a fixed seed, so that the scene can be made again by anyone.
"""
import math
import os
import random

import bpy
import numpy as np
from mathutils import Vector

FOLDER = os.path.dirname(os.path.abspath(__file__))
FRAMES = 24
WIDTH, HEIGHT, SAMPLES = 640, 360, 10

TO_SUN = Vector((-0.74, -0.58, 0.27)).normalized()
RECEIVER = Vector((0, 0, 27.5))
RING_FIRST, RING_STEP, RINGS = 15.0, 5.6, 8
MIRROR_GAP = 5.4
POST_HEIGHT = 2.2
TURN_FRAMES, WAVE_FRAMES, RAY_FRAMES = 9, 10, 4
RAY_SHARE = 0.2
CAMERA_FIRST, CAMERA_LAST = (-72, 70, 17), (-64, 66, 19)

WARM = (1.0, 0.60, 0.24)
DUSK = (0.56, 0.33, 0.27)
SKY = ((0.0, (0.62, 0.33, 0.24)), (0.06, (0.55, 0.33, 0.33)), (0.22, (0.24, 0.25, 0.40)), (1.0, (0.035, 0.075, 0.20)))


def main():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    random.seed(7)
    scene = bpy.context.scene
    shape_render(scene)
    shape_sky(scene)
    add_sun(scene)
    add_ground(scene)
    add_hills(scene)
    add_tower(scene)
    add_field(scene)
    add_camera(scene)
    bpy.context.preferences.filepaths.save_version = 0
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(FOLDER, "scene.blend"), compress=True)
    bpy.ops.file.make_paths_relative()
    bpy.ops.wm.save_mainfile(compress=True)


def shape_render(scene):
    scene.frame_start, scene.frame_end = 1, FRAMES
    render, cycles = scene.render, scene.cycles
    render.engine, render.fps = "CYCLES", 12
    render.resolution_x, render.resolution_y, render.resolution_percentage = WIDTH, HEIGHT, 100
    render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGBA"
    cycles.samples, cycles.seed = SAMPLES, 0
    cycles.use_adaptive_sampling = cycles.use_denoising = False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 2, 0, 2
    cycles.transparent_max_bounces = 64
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 3
    scene.view_settings.view_transform, scene.view_settings.look = "Filmic", "High Contrast"
    scene.view_settings.exposure = 0.35


# ------------------------------------------------------------------------------------------------- light and sky

def shape_sky(scene):
    """Dusk: warm at the horizon and around the sun, blue above. The sun's disc is left to the lamp."""
    world = scene.world = bpy.data.worlds.new("evening")
    world.use_nodes = True
    world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 128
    tree = world.node_tree
    way, up, height = (tree.nodes.new(kind) for kind in
                       ("ShaderNodeTexCoord", "ShaderNodeSeparateXYZ", "ShaderNodeValToRGB"))
    near, glow, sum_up = (tree.nodes.new(kind) for kind in
                          ("ShaderNodeVectorMath", "ShaderNodeMath", "ShaderNodeMixRGB"))
    for place, _ in SKY[1:-1]:
        height.color_ramp.elements.new(place)
    for element, (place, colour) in zip(height.color_ramp.elements, SKY):
        element.position, element.color = place, (*colour, 1)
    near.operation, near.inputs[1].default_value = "DOT_PRODUCT", TO_SUN
    glow.operation, glow.use_clamp, glow.inputs[1].default_value = "POWER", True, 5
    sum_up.blend_type, sum_up.inputs["Color2"].default_value = "ADD", (1.0, 0.48, 0.14, 1)
    tree.links.new(way.outputs["Generated"], up.inputs[0])
    tree.links.new(way.outputs["Generated"], near.inputs[0])
    tree.links.new(up.outputs["Z"], height.inputs["Fac"])
    tree.links.new(near.outputs["Value"], glow.inputs[0])
    tree.links.new(glow.outputs[0], sum_up.inputs["Fac"])
    tree.links.new(height.outputs["Color"], sum_up.inputs["Color1"])
    tree.links.new(sum_up.outputs["Color"], tree.nodes["Background"].inputs["Color"])


def add_sun(scene):
    lamp = bpy.data.lights.new("sun", "SUN")
    lamp.energy, lamp.color, lamp.angle = 4.0, (1.0, 0.58, 0.28), math.radians(1.0)
    sun = add(scene, "sun", lamp)
    sun.rotation_euler = TO_SUN.to_track_quat("Z", "Y").to_euler()


# ------------------------------------------------------------------------------------------------------- textures

def smooth_noise(size, cells, rng):
    """Noise that repeats at its edges, between 0 and 1: a few random numbers, blended."""
    grid = rng.random((cells, cells))
    at = np.arange(size) * cells / size
    low, part = at.astype(int), at - at.astype(int)
    part = part * part * (3 - 2 * part)
    rows = grid[low % cells] * (1 - part[:, None]) + grid[(low + 1) % cells] * part[:, None]
    return rows[:, low % cells] * (1 - part) + rows[:, (low + 1) % cells] * part


def write_texture(name, pixels):
    height, width = pixels.shape[:2]
    image = bpy.data.images.new(name, width, height)
    full = np.ones((height, width, 4), np.float32)
    full[..., :3] = pixels
    image.pixels.foreach_set(full.ravel())
    path = os.path.join(FOLDER, "textures", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    image.filepath_raw, image.file_format = path, "JPEG"
    image.save()
    bpy.data.images.remove(image)
    return bpy.data.images.load(path)


def soil_texture():
    """Dry, cracked earth with darker patches and pebbles."""
    rng, size = np.random.default_rng(11), 768
    soft = sum(smooth_noise(size, 2 ** octave * 3, rng) / 2 ** octave for octave in range(7)) / 1.98
    points = rng.random((240, 2)) * size
    y, x = np.mgrid[0:size, 0:size]
    nearest = np.full((2, size, size), 1e9)
    for px, py in points:
        dx, dy = np.abs(x - px), np.abs(y - py)
        away = np.minimum(dx, size - dx) ** 2 + np.minimum(dy, size - dy) ** 2
        nearest[1] = np.minimum(nearest[1], np.maximum(nearest[0], away))
        nearest[0] = np.minimum(nearest[0], away)
    crack = np.clip((np.sqrt(nearest[1]) - np.sqrt(nearest[0])) / (3 + 5 * soft), 0, 1)
    light = (0.62 + 0.5 * (soft - 0.5)) * (0.72 + 0.28 * crack) * (0.96 + 0.08 * rng.random((size, size)))
    return np.clip(light[..., None] * np.array((0.72, 0.52, 0.38)), 0, 1)


def facet_texture():
    """One mirror facet: silvered glass, a thin dark rim, a little dust towards the bottom."""
    rng, size = np.random.default_rng(3), 128
    at = np.linspace(0, 1, size)
    rim = np.minimum(np.minimum(at, 1 - at)[None, :], np.minimum(at, 1 - at)[:, None])
    dust = 1 - 0.16 * (1 - at)[:, None] * smooth_noise(size, 8, rng)
    glass = np.where(rim < 0.025, 0.25, 0.96) * dust
    return np.clip(glass[..., None] * np.array((0.96, 0.98, 1.0)), 0, 1)


# ------------------------------------------------------------------------------------------------------ materials

def material(name, colour=(0.5, 0.5, 0.5), metallic=0.0, roughness=0.6):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Metallic"].default_value = metallic
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Specular"].default_value = 0.2
    return made


def add_texture(made, image, scale=1.0, bump=0.0):
    """Puts a picture on a material's colour, and its brightness on the surface."""
    tree, shader = made.node_tree, made.node_tree.nodes["Principled BSDF"]
    where, size = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeMapping")
    size.inputs["Scale"].default_value = (scale, scale, scale)
    picture = tree.nodes.new("ShaderNodeTexImage")
    picture.image = image
    tree.links.new(where.outputs["UV"], size.inputs["Vector"])
    tree.links.new(size.outputs["Vector"], picture.inputs["Vector"])
    tree.links.new(picture.outputs["Color"], shader.inputs["Base Color"])
    if bump:
        relief = tree.nodes.new("ShaderNodeBump")
        relief.inputs["Strength"].default_value = bump
        relief.inputs["Distance"].default_value = 0.3
        tree.links.new(picture.outputs["Color"], relief.inputs["Height"])
        tree.links.new(relief.outputs["Normal"], shader.inputs["Normal"])


def add_haze(made, near, far, colour=DUSK, most=0.8):
    """Fades a material into the evening with its distance from the camera."""
    tree = made.node_tree
    output = next(node for node in tree.nodes if node.type == "OUTPUT_MATERIAL")
    surface = output.inputs["Surface"].links[0].from_socket
    camera, part = tree.nodes.new("ShaderNodeCameraData"), tree.nodes.new("ShaderNodeMapRange")
    part.inputs["From Min"].default_value, part.inputs["From Max"].default_value = near, far
    part.inputs["To Max"].default_value = most
    air, mix = tree.nodes.new("ShaderNodeEmission"), tree.nodes.new("ShaderNodeMixShader")
    air.inputs["Color"].default_value = (*colour, 1)
    tree.links.new(camera.outputs["View Distance"], part.inputs["Value"])
    tree.links.new(part.outputs["Result"], mix.inputs["Fac"])
    tree.links.new(surface, mix.inputs[1])
    tree.links.new(air.outputs["Emission"], mix.inputs[2])
    tree.links.new(mix.outputs["Shader"], output.inputs["Surface"])
    made.cycles.sample_as_light = False


def glow_material(name):
    """Light that adds to what is behind it and lights nothing else; returns what its strength is linked to."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    made.cycles.sample_as_light = False
    tree = made.node_tree
    tree.nodes.remove(tree.nodes["Principled BSDF"])
    clear, light, both = (tree.nodes.new(kind) for kind in
                          ("ShaderNodeBsdfTransparent", "ShaderNodeEmission", "ShaderNodeAddShader"))
    light.inputs["Color"].default_value = (*WARM, 1)
    tree.links.new(clear.outputs[0], both.inputs[0])
    tree.links.new(light.outputs[0], both.inputs[1])
    tree.links.new(both.outputs[0], tree.nodes["Material Output"].inputs["Surface"])
    return made, light.inputs["Strength"]


def animate(socket, keys):
    """Gives an input of a node its value frame by frame."""
    for frame, value in keys:
        socket.default_value = value
        socket.keyframe_insert("default_value", frame=frame)


def math_node(tree, operation, first, second, clamp=False):
    """The output of a sum over two outputs or numbers."""
    node = tree.nodes.new("ShaderNodeMath")
    node.operation, node.use_clamp = operation, clamp
    for socket, given in zip(node.inputs, (first, second)):
        if isinstance(given, bpy.types.NodeSocket):
            tree.links.new(given, socket)
        else:
            socket.default_value = given
    return node.outputs[0]


def ray_material():
    """Rays: soft at their sides, brighter towards the receiver, each lit from the frame in its second UV map on."""
    made, strength = glow_material("rays")
    tree = made.node_tree
    shape, start, clock = (tree.nodes.new(kind) for kind in
                           ("ShaderNodeUVMap", "ShaderNodeUVMap", "ShaderNodeValue"))
    shape.uv_map, start.uv_map = "UVMap", "start"
    parts, when = tree.nodes.new("ShaderNodeSeparateXYZ"), tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(shape.outputs["UV"], parts.inputs[0])
    tree.links.new(start.outputs["UV"], when.inputs[0])
    clock.outputs[0].default_value = 1
    clock.outputs[0].keyframe_insert("default_value", frame=1)
    clock.outputs[0].default_value = FRAMES
    clock.outputs[0].keyframe_insert("default_value", frame=FRAMES)
    for curve in tree.animation_data.action.fcurves:
        for point in curve.keyframe_points:
            point.interpolation = "LINEAR"
    across = math_node(tree, "MULTIPLY", math_node(tree, "SUBTRACT", parts.outputs["X"], 0.5), 2)
    soft = math_node(tree, "SUBTRACT", 1, math_node(tree, "MULTIPLY", across, across), clamp=True)
    along = math_node(tree, "ADD", math_node(tree, "MULTIPLY", parts.outputs["Y"], 0.55), 0.08)
    late = math_node(tree, "SUBTRACT", clock.outputs[0], math_node(tree, "MULTIPLY", when.outputs["X"], FRAMES))
    lit = math_node(tree, "MULTIPLY", late, 1 / RAY_FRAMES, clamp=True)
    shaped = math_node(tree, "MULTIPLY", math_node(tree, "MULTIPLY", soft, soft), along)
    tree.links.new(math_node(tree, "MULTIPLY", shaped, lit), strength)
    return made


def halo_material():
    made, strength = glow_material("halo")
    tree = made.node_tree
    where, ball, size = (tree.nodes.new(kind) for kind in
                         ("ShaderNodeTexCoord", "ShaderNodeTexGradient", "ShaderNodeMapping"))
    size.inputs["Location"].default_value = (-1, -1, 0)
    size.inputs["Scale"].default_value = (2, 2, 0)
    ball.gradient_type = "SPHERICAL"
    tree.links.new(where.outputs["UV"], size.inputs["Vector"])
    tree.links.new(size.outputs["Vector"], ball.inputs["Vector"])
    power = tree.nodes.new("ShaderNodeValue").outputs[0]
    animate(power, ((frame, 1.5 * share) for frame, share in brightness()))
    fall = math_node(tree, "POWER", ball.outputs["Fac"], 3.4)
    tree.links.new(math_node(tree, "MULTIPLY", fall, power), strength)
    return made


# -------------------------------------------------------------------------------------------------------- geometry

def add(scene, name, data):
    made = bpy.data.objects.new(name, data)
    scene.collection.objects.link(made)
    return made


def mesh(name, corners, faces, materials, smooth=False):
    """A mesh whose squares each carry the whole of a texture."""
    made = bpy.data.meshes.new(name)
    made.from_pydata(corners, [], [face for face, _ in faces])
    for entry in materials:
        made.materials.append(entry)
    layer = made.uv_layers.new(name="UVMap")
    for polygon, (_, slot) in zip(made.polygons, faces):
        polygon.material_index, polygon.use_smooth = slot, smooth
        for loop, uv in zip(polygon.loop_indices, ((0, 0), (1, 0), (1, 1), (0, 1))):
            layer.data[loop].uv = uv
    return made


def turned(profile, sides, materials, name, smooth=True, slots=None):
    """A body of revolution from (radius, height) pairs."""
    corners = [(radius * math.cos(2 * math.pi * side / sides), radius * math.sin(2 * math.pi * side / sides), height)
               for radius, height in profile for side in range(sides)]
    faces = [((ring * sides + side, ring * sides + (side + 1) % sides,
               (ring + 1) * sides + (side + 1) % sides, (ring + 1) * sides + side), slots[ring] if slots else 0)
             for ring in range(len(profile) - 1) for side in range(sides)]
    return mesh(name, corners, faces, materials, smooth)


def only_for_camera(thing):
    thing.visible_shadow = thing.visible_diffuse = thing.visible_glossy = thing.visible_transmission = False


def add_ground(scene):
    earth = material("earth", roughness=0.95)
    add_texture(earth, write_texture("soil.jpg", soil_texture()), scale=150, bump=0.4)
    add_haze(earth, 70, 420, most=0.92)
    size = 2400
    corners = [(-size, -size, 0), (size, -size, 0), (size, size, 0), (-size, size, 0)]
    add(scene, "ground", mesh("ground", corners, [((0, 1, 2, 3), 0)], [earth]))


def add_hills(scene):
    """A ridge around the plain, folded out of a few sines."""
    rock = material("rock", (0.33, 0.23, 0.22), roughness=1)
    add_haze(rock, 100, 520, colour=(0.36, 0.24, 0.29), most=0.72)
    sides, rows = 160, 5
    corners = []
    for row in range(rows):
        for side in range(sides):
            angle = 2 * math.pi * side / sides
            ridge = 21 + 8 * math.sin(3 * angle + 1) + 6 * math.sin(7 * angle + 4) + 3 * math.sin(17 * angle)
            ridge += 2.5 * math.sin(41 * angle + 2)
            height = max(4.0, ridge) * math.sin(math.pi * row / (rows - 1)) ** 1.5 + random.uniform(-0.7, 0.7)
            radius = 300 + 42 * row + 10 * math.sin(5 * angle + row)
            corners.append((radius * math.cos(angle), radius * math.sin(angle), height - 0.6))
    faces = [((row * sides + side, row * sides + (side + 1) % sides,
               (row + 1) * sides + (side + 1) % sides, (row + 1) * sides + side), 0)
             for row in range(rows - 1) for side in range(sides)]
    add(scene, "hills", mesh("hills", corners, faces, [rock], smooth=True))


def add_tower(scene):
    concrete = material("concrete", (0.58, 0.54, 0.50), roughness=0.85)
    dark = material("steel", (0.09, 0.09, 0.10), metallic=0.7, roughness=0.45)
    heart, strength = glow_material("receiver")
    animate(strength, ((frame, 0.25 + 15 * share) for frame, share in brightness()))
    profile = [(3.1, 0), (2.0, 9), (1.55, 18), (1.5, 24), (2.3, 24.6), (2.3, 25.2), (1.5, 25.2), (1.5, 25.6)]
    add(scene, "tower", turned(profile, 48, [concrete, dark], "tower", slots=[0, 0, 0, 1, 1, 1, 1]))
    cap = [(1.5, 29.4), (2.0, 29.4), (2.0, 29.9), (0.8, 30.6), (0.12, 30.7), (0.08, 33.5), (0.0, 33.5)]
    add(scene, "cap", turned(cap, 48, [dark], "cap"))
    add(scene, "core", turned([(1.42, 25.4), (1.42, 29.5)], 48, [dark], "core"))
    glow = add(scene, "receiver", turned([(1.52, 25.6), (1.66, 27.5), (1.52, 29.4)], 48, [heart], "receiver"))
    only_for_camera(glow)
    square = [(-13, -13, 0), (13, -13, 0), (13, 13, 0), (-13, 13, 0)]
    halo = add(scene, "halo", mesh("halo", square, [((0, 1, 2, 3), 0)], [halo_material()]))
    halo.location = RECEIVER
    only_for_camera(halo)


def brightness():
    """How bright the receiver is as mirror after mirror finds it."""
    yield 1, 0.05
    for frame in range(4, FRAMES + 1, 4):
        done = min(1.0, max(0.0, (frame - 4) / (WAVE_FRAMES + TURN_FRAMES - 5)))
        yield frame, 0.05 + 0.95 * done * done * (3 - 2 * done)


def mirror_mesh():
    """Six facets of glass on a dark frame, facing up, around the origin."""
    glass = material("mirror", (0.9, 0.95, 1.0), metallic=1.0, roughness=0.0)
    add_texture(glass, write_texture("facet.jpg", facet_texture()))
    frame = material("frame", (0.10, 0.10, 0.11), metallic=0.5, roughness=0.5)
    corners, faces = [], []

    def square(x, y, z, width, depth, slot, down=False):
        first = len(corners)
        corners.extend(((x, y, z), (x + width, y, z), (x + width, y + depth, z), (x, y + depth, z)))
        face = tuple(range(first, first + 4))
        faces.append((face[::-1] if down else face, slot))

    for column in range(3):
        for row in range(2):
            square(-1.92 + 1.3 * column, -1.42 + 1.44 * row, 0.14, 1.24, 1.38, 0)
    square(-1.95, -1.45, 0.10, 3.9, 2.9, 1)
    square(-1.95, -1.45, 0.02, 3.9, 2.9, 1, down=True)
    for x in (-1.2, 1.1):
        square(x, -1.45, -0.10, 0.1, 2.9, 1, down=True)
    return mesh("heliostat", corners, faces, [glass, frame])


def places():
    """Rings around the tower, each mirror standing in the gap of the ring before."""
    for ring in range(RINGS):
        radius = RING_FIRST + RING_STEP * ring + 0.16 * ring * ring
        count = int(2 * math.pi * radius / (MIRROR_GAP + 0.12 * ring))
        for number in range(count):
            angle = 2 * math.pi * (number + 0.5 * (ring % 2)) / count
            place = Vector((radius * math.cos(angle), radius * math.sin(angle), POST_HEIGHT))
            if not (abs(place.x) < 2.9 and place.y < 0):
                yield ring, place


def add_field(scene):
    face = mirror_mesh()
    corners, faces, rays = [], [], []
    for ring, place in places():
        lit = add_heliostat(scene, face, ring, place)
        if random.random() < RAY_SHARE:
            rays.append((place, lit))
        first = len(corners)
        for height in (0, POST_HEIGHT):
            corners.extend((place.x + 0.13 * math.cos(side * math.pi / 3),
                            place.y + 0.13 * math.sin(side * math.pi / 3), height) for side in range(6))
        faces.extend(((first + side, first + (side + 1) % 6, first + 6 + (side + 1) % 6, first + 6 + side), 0)
                     for side in range(6))
    post = material("post", (0.28, 0.27, 0.26), metallic=0.6, roughness=0.5)
    add(scene, "posts", mesh("posts", corners, faces, [post], smooth=True))
    add_rays(scene, rays)


def add_heliostat(scene, face, ring, place):
    """One mirror that wakes when the wave reaches it; returns the frame in which it is on the tower."""
    to_tower = (RECEIVER - place).normalized()
    aimed = (TO_SUN + to_tower).normalized()
    asleep = (Vector((0, 0, 1)) + 0.5 * Vector((place.x, place.y, 0)).normalized()).normalized()
    sweep = (math.atan2(place.y, place.x) / math.pi + 1) / 2
    start = max(1, 1 + round(WAVE_FRAMES * (0.62 * ring / RINGS + 0.38 * sweep) + random.uniform(-0.6, 0.6)))
    mirror = add(scene, "mirror", face)
    mirror.location, mirror.rotation_mode = place, "QUATERNION"
    before = asleep.to_track_quat("Z", "Y")
    after = aimed.to_track_quat("Z", "Y")
    after.make_compatible(before)
    for frame, turn in ((start, before), (start + TURN_FRAMES, after)):
        mirror.rotation_quaternion = turn
        mirror.keyframe_insert("rotation_quaternion", frame=frame)
    return start + TURN_FRAMES - 2


def add_rays(scene, rays):
    """The light on its way to the tower: one ribbon a ray, turned to the camera."""
    corners, faces = [], []
    eye = camera_place((CAMERA_FIRST[0] + CAMERA_LAST[0]) / 2, CAMERA_FIRST[1], CAMERA_FIRST[2])
    for place, _ in rays:
        goal = RECEIVER + Vector((random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5), random.uniform(-1.3, 1.3)))
        side = (goal - place).cross(eye - place).normalized()
        first = len(corners)
        corners.extend((place - 1.6 * side, place + 1.6 * side, goal + 0.5 * side, goal - 0.5 * side))
        faces.append((tuple(range(first, first + 4)), 0))
    made = mesh("rays", corners, faces, [ray_material()])
    layer = made.uv_layers.new(name="start")
    for polygon, (_, lit) in zip(made.polygons, rays):
        for loop in polygon.loop_indices:
            layer.data[loop].uv = (lit / FRAMES, 0)
    only_for_camera(add(scene, "rays", made))


def camera_place(degrees, away, height):
    turn = math.radians(degrees)
    return Vector((away * math.cos(turn), away * math.sin(turn), height))


def add_camera(scene):
    lens = bpy.data.cameras.new("camera")
    lens.lens, lens.clip_end = 30, 6000
    camera = scene.camera = add(scene, "camera", lens)
    target = add(scene, "target", None)
    target.location = (0, 4, 14.5)
    aim = camera.constraints.new("TRACK_TO")
    aim.target, aim.track_axis, aim.up_axis = target, "TRACK_NEGATIVE_Z", "UP_Y"
    for frame, place in ((1, CAMERA_FIRST), (FRAMES, CAMERA_LAST)):
        camera.location = camera_place(*place)
        camera.keyframe_insert("location", frame=frame)
    look = bpy.data.objects["halo"].constraints.new("TRACK_TO")
    look.target, look.track_axis, look.up_axis = camera, "TRACK_Z", "UP_Y"


main()
