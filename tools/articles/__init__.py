"""The article on a page: its text, its data, whether it is behind a wall, and its passages."""
