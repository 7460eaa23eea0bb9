"""From frames to readings: no window toolkit, no web server, no Keras."""
