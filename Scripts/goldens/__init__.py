"""Makes the test fixtures and their expected values from Pillow and numpy."""
