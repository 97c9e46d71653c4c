"""What is kept in memory is bounded, and what is asked for stays."""

from app.kit.memory import Memory


def test_a_memory_keeps_what_is_asked_for_and_lets_go_of_what_is_not() -> None:
    memory: Memory[str, int] = Memory(2)
    memory.keep("a", 1)
    memory.keep("b", 2)
    assert memory.get("a") == 1
    memory.keep("c", 3)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (1, None, 3)


def test_a_memory_holds_one_value_a_key() -> None:
    memory: Memory[str, int] = Memory(2)
    memory.keep("a", 1)
    memory.keep("a", 2)
    memory.keep("b", 3)
    assert (memory.get("a"), memory.get("b")) == (2, 3)
