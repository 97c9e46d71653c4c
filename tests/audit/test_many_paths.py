"""Many paths out of one tree are the paths that each leaf has by itself."""

import hashlib

from app.audit.merkle import inclusion_path, levels, path_in


def test_paths_read_from_the_levels_of_a_tree_are_those_of_each_leaf() -> None:
    for size in range(1, 34):
        leaves = [hashlib.sha256(bytes([number])).digest() for number in range(size)]
        tree = levels(leaves)
        for position in range(size):
            assert path_in(tree, position) == inclusion_path(leaves, position), (size, position)
