"""Goldens of the architectures beside CLIP."""
