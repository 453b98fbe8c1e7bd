"""The user model: single values replace, tastes add up, others are kept apart, forgetting takes prefixes."""

from dialogue.profile import forget, learn
from tests.dialogue.counterpart import NOW, fact, profile


def test_a_size_holds_one_value_per_person() -> None:
    known = learn(profile(fact("size.shoes", "41"), fact("size.shoes", "38", who="wife")), fact("size.shoes", "42"))
    assert known.sizes() == {"shoes": "42"} and known.sizes("wife") == {"shoes": "38"}


def test_tastes_add_up_and_turn_round() -> None:
    known = learn(profile(fact("likes.color", "green")), fact("likes.color", "blue"))
    known = learn(known, fact("dislikes.color", "green"))
    assert known.tastes("likes") == {"blue"} and known.tastes("dislikes") == {"green"}


def test_a_like_of_another_kind_is_left_alone() -> None:
    known = learn(profile(fact("likes.material", "copper")), fact("dislikes.color", "copper"))
    assert known.values("likes.material") == ("copper",)


def test_others_are_listed_in_the_order_they_were_named() -> None:
    known = profile(
        fact("size.shoes", "38", who="wife"), fact("size.shoes", "42"), fact("household.age", "5", who="son")
    )
    assert known.others == ("wife", "son")


def test_ages_grow_and_are_unknown_when_unsaid() -> None:
    known = profile(fact("household.age", "5", who="son", days_ago=800), fact("household.age", "five", who="niece"))
    assert known.age("son", NOW) == 7
    assert known.age("niece", NOW) is None and known.age("wife", NOW) is None


def test_forgetting_takes_one_value_or_everything_of_a_kind() -> None:
    known = profile(fact("likes.color", "green"), fact("likes.color", "blue"), fact("likes.style", "boho"))
    assert forget(known, "self", "likes.color", "green").values("likes.color") == ("blue",)
    assert forget(known, "self", "likes").facts == ()
    assert forget(known, "wife", "likes") == known


def test_a_value_that_was_never_said_is_none() -> None:
    assert profile().value("size.shoes") is None
