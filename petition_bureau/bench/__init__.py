"""``bin/bench``: a county of N cases built in bulk, and the everyday acts timed beside bare views."""
