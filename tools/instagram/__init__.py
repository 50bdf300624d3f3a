"""Instagram: the only code of the product that knows its API (the graph API of Meta).

`client.InstagramClient` speaks, `channel.InstagramChannel` publishes and reconciles.
Import the modules, not this package: httpx takes time to load.
"""
