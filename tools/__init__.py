"""Everything that touches the world: settings, feeds, models, platforms, money."""
