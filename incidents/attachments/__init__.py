"""Files of an incident: taking them in, handing them out, and the log of custody."""
