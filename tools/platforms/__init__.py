"""What the channels of several platforms share: one HTTP call, told apart by what it means."""
