"""Archives: the persona's own posts, out of what platforms and blogs export."""
