"""Inputs that nobody would send on purpose, thrown at every door of the program."""
