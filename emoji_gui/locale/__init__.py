"""The catalogs of the program's languages; ``python -m emoji_gui.locale update`` keeps them."""
