"""The program that draws the emoji packs from shapes: ``python -m assets.emojis.draw``.

An expression is numbers (``expression``), a style is colours and line width
(``style``); ``compose.face_svg`` turns one of each into a drawing, by the hand
that the style names: a glossy ball (``head``, ``eyes``, ``mouth``, ``marks``),
``ink`` or ``blocks``.
"""
