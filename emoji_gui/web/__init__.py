"""The mirror in a browser: Flask shows the pipeline's readings, cheroot serves them."""
