"""Emoji Mirror: the application around the networks of ``model``."""
