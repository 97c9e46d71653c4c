"""Rubrics of an authority: drafted from a pack, checked, published, and from then on frozen."""
