"""The distance of two points on the WGS 84 spheroid (Vincenty's inverse formula)."""

from math import atan, atan2, cos, radians, sin, sqrt, tan

EQUATOR_M, FLATTENING = 6_378_137.0, 1 / 298.257_223_563
POLE_M = EQUATOR_M * (1 - FLATTENING)


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the metres between two points, each longitude and latitude.

    Exact to a millimetre within the region of a border; the formula has no answer for points at opposite ends
    of the earth, and there gives its last approximation.
    """
    if a == b:
        return 0.0
    # The same sum whichever point is named first, to the last bit.
    (lon_a, lat_a), (lon_b, lat_b) = sorted((a, b))
    across = radians(lon_b - lon_a)
    u_a, u_b = (atan((1 - FLATTENING) * tan(radians(lat))) for lat in (lat_a, lat_b))
    turn = across
    for _attempt in range(50):
        sin_arc = sqrt((cos(u_b) * sin(turn)) ** 2 + (cos(u_a) * sin(u_b) - sin(u_a) * cos(u_b) * cos(turn)) ** 2)
        if sin_arc == 0:
            return 0.0
        cos_arc = sin(u_a) * sin(u_b) + cos(u_a) * cos(u_b) * cos(turn)
        arc = atan2(sin_arc, cos_arc)
        sin_bearing = cos(u_a) * cos(u_b) * sin(turn) / sin_arc
        cos2_bearing = 1 - sin_bearing**2
        # Along the equator there is no midpoint off it.
        mid = cos_arc - 2 * sin(u_a) * sin(u_b) / cos2_bearing if cos2_bearing else 0.0
        c = FLATTENING / 16 * cos2_bearing * (4 + FLATTENING * (4 - 3 * cos2_bearing))
        before, turn = (
            turn,
            across + (1 - c) * FLATTENING * sin_bearing * (arc + c * sin_arc * (mid + c * cos_arc * (2 * mid**2 - 1))),
        )
        if abs(turn - before) < 1e-12:
            break
    square = cos2_bearing * (EQUATOR_M**2 - POLE_M**2) / POLE_M**2
    k_a = 1 + square / 16_384 * (4096 + square * (square * (320 - 175 * square) - 768))
    k_b = square / 1024 * (256 + square * (square * (74 - 47 * square) - 128))
    part = k_b / 4 * (cos_arc * (2 * mid**2 - 1) - k_b / 6 * mid * (4 * sin_arc**2 - 3) * (4 * mid**2 - 3))
    return POLE_M * k_a * (arc - k_b * sin_arc * (mid + part))
