"""The specialists: one class with one public verb each, built with its collaborators."""
