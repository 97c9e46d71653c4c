"""Documents people sign, publish and recompute: frozen content, then HTML, then PDF."""
