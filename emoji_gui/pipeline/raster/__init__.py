"""Draws the SVG of the drawing program (``assets.emojis.draw``) with OpenCV, fast enough for film.

It knows what that program writes and nothing more: paths of M, L, C and Z,
ellipses, rounded rectangles, gradients, clips, blurs and shadows. Anything else
is refused and never left out in silence. For files of any other origin there is
resvg, which also draws the packs, but far too slowly for film.
"""
