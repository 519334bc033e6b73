"""Benchmarks, run by hand: `moiso bench`. They know the product only from outside, but for the screen, which they drive as its own program does."""
