"""How the driver says no."""


class Refusal(Exception):
    """A reason why a scene or a frame cannot be done: a stable code, whose fault it is, and a sentence."""

    def __init__(self, reason, side, detail):
        super().__init__(detail)
        self.reason = reason
        self.side = side
        self.detail = detail
