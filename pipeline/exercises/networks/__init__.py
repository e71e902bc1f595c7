"""Mathematics of neural networks that several kinds share: activations, losses, general derivations, numbers."""
