"""Makes the pictures of the user's guide from the real program."""
