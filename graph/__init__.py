"""The state machine: state, thin nodes, pure routes, and the team behind them."""
