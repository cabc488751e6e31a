"""Makes a scene render the same pixels on every machine of a device class, and what the job asked for."""
import bpy

import scene_facts
import scene_paths
from refusal import Refusal

MARGIN_ADAPTIVE_PIXELS = 8


class Job:
    """What a job asks of its scene."""

    def __init__(self, order):
        self.format = order["format"]
        self.width = order["width"]
        self.height = order["height"]
        self.samples = order.get("samples")
        self.denoise = order["denoise"]
        self.one_task = order["one_task"]


def check(scene, job, can_denoise):
    """Refuses a scene that cannot be rendered here as it stands."""
    facts = scene_facts.scene_facts(scene)
    if facts["engine"] != "CYCLES":
        raise Refusal("engine-unsupported", "job", f"The scene asks for {facts['engine']}; Cycles is offered.")
    if not facts["has_camera"]:
        raise Refusal("scene-without-camera", "job", "The scene has no active camera. Set one in its properties.")
    if facts["unsupported"]:
        raise Refusal("scene-unsupported", "job", facts["unsupported"][0]["advice"])
    if facts["unbaked"] and not job.one_task:
        raise Refusal("physics-unbaked", "job", _physics_advice(facts["unbaked"]))
    if job.denoise and facts["wants_denoising"] and not can_denoise:
        raise Refusal("denoiser-missing", "node", "This node's Blender was built without a denoiser.")
    return facts


def _physics_advice(unbaked):
    kinds = ", ".join(sorted({entry["kind"] for entry in unbaked}))
    return (f"The scene simulates physics that are not baked ({kinds}). Bake them and save, "
            "or submit with --one-task.")


def bake(unbaked):
    """Bakes in memory, from the first frame on, so that each frame afterwards repeats in any order."""
    if any(entry["kind"] == "FLUID" for entry in unbaked):
        raise Refusal("physics-unbaked", "job", "A fluid has to be baked before it is submitted.")
    for block in bpy.data.objects:
        for _, cache in scene_paths.point_caches(block):
            if not cache.is_baked:
                # The scene's own folder cannot be written here.
                cache.use_disk_cache = False
    bpy.ops.ptcache.bake_all(bake=True)


def shape(scene, job):
    """Sets what the job asks for, and switches off what would make pixels depend on chance, time or place."""
    render, cycles = scene.render, scene.cycles
    render.resolution_x, render.resolution_y, render.resolution_percentage = job.width, job.height, 100
    if job.samples:
        cycles.samples = job.samples
    if not job.denoise:
        cycles.use_denoising = False
    render.dither_intensity = 0
    render.use_stamp = False
    render.use_sequencer = False
    render.use_persistent_data = True
    render.use_compositing = scene_facts.composites(scene)
    cycles.device = "CPU"
    cycles.time_limit = 0
    if hasattr(cycles, "use_guiding"):
        # It learns from the whole picture while it renders, so that a piece of it never repeats.
        cycles.use_guiding = False
    whole_frame(scene)


def whole_frame(scene):
    """Renders all of the frame from now on."""
    scene.render.use_border = scene.render.use_crop_to_border = False


def rectangle(scene, x, y, width, height):
    """Renders only these pixels, counted from the bottom left, from now on."""
    render, total_width, total_height = scene.render, *scene_facts.frame_size(scene.render)
    # A tenth of a pixel inwards: Blender rounds down, and the edges themselves are not exact in floating point.
    inset = 0.1
    render.use_border = render.use_crop_to_border = True
    render.border_min_x, render.border_max_x = (x + inset) / total_width, (x + width + inset) / total_width
    render.border_min_y, render.border_max_y = (y + inset) / total_height, (y + height + inset) / total_height


def margin_pixels(scene):
    """How far around a rectangle must be rendered and dropped, so that its pixels are those of the whole frame."""
    return MARGIN_ADAPTIVE_PIXELS if scene.cycles.use_adaptive_sampling else 0
