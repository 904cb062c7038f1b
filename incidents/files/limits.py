"""How much of a file is taken: in bytes, in pixels, in pages, in time and in memory."""

LARGEST_FILE = 10_000_000
# A 48-megapixel telephone sends 12 by default; a scanned A3 sheet at 600 dpi has 35.
MOST_PIXELS = 40_000_000
LONGEST_EDGE = 30_000
MOST_PAGES = 200
LONGEST_NAME = 150

# Of a picture inside a document: one bit a pixel makes large sheets of little weight.
MOST_BITONAL_PIXELS = 160_000_000
MOST_OBJECTS = 100_000
# What the streams of a document may unpack to: one that is kept unpacked for a moment, and all together.
LARGEST_STREAM = 64_000_000
LARGEST_UNPACKED = 400_000_000

PREVIEW_EDGE = 320

# The longest a request waits for its turn and for the answer: together less than the 15 s after which the
# database ends a transaction that does nothing.
SECONDS_FOR_TURN = 3
SECONDS_TO_CHECK = 10
# 40 Mpx take 160 MB, twice while they are turned upright; a progressive JPEG as much again before that.
MEMORY = {"image/jpeg": 700_000_000, "image/png": 700_000_000, "application/pdf": 400_000_000}
