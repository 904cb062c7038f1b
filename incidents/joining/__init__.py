"""How incidents belong together: what may be the same, what was said so, and whose accounts then count."""
