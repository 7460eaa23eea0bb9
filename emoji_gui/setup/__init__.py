"""What ``set_up.py`` does. It runs before anything is installed: the standard library alone."""
