"""Distances: how many letters of one text are wrong, missing or too many beside another."""

from itertools import pairwise

FARTHEST = 2


def distance_of(one: str, other: str) -> int:
    """Return the edit distance of two texts; FARTHEST + 1 stands for anything beyond."""
    if abs(len(one) - len(other)) > FARTHEST:
        return FARTHEST + 1
    above = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        row = [number]
        for (left, right), opposite in zip(pairwise(above), other, strict=True):
            row.append(min(left + (letter != opposite), right + 1, row[-1] + 1))
        if min(row) > FARTHEST:
            return FARTHEST + 1
        above = row
    return min(above[-1], FARTHEST + 1)


def differ_by_one(one: str, other: str) -> bool:
    """Say whether one letter is wrong, missing or too many, and no more."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    same = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    at = min(len(one), len(other)) if same is None else same
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :]
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return longer[at + 1 :] == shorter[at:]
