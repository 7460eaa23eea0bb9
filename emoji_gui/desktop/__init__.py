"""The Tk window. It shows readings and owns no logic."""
