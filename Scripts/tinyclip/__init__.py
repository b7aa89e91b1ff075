"""Makes `data/models/tiny-clip`: a small CLIP that knows the twelve drawn labels and nothing else."""
