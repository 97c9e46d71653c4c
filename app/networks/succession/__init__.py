"""Succession: when bodies merge or close, their contracts pass to the body that follows, with their history."""
