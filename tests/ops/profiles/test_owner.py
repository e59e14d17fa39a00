"""Whose proposal it is: one's own profile and nothing else, however it is dressed."""

import pytest

from tests.support.ops.proposals import DAY, HOSTILE, OTHER, OWN, SOUND, Repository, mended


class TestOwner:
    """A proposal touches only the profile of its author; the base's policy says whose it is."""

    def test_ones_own_profile_may_be_changed(self, repository: Repository) -> None:
        mended(repository)
        repository.commit()
        done = repository.owner()
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_what_others_have_changed_since_is_not_the_authors_doing(self, repository: Repository) -> None:
        mended(repository)
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.write("providers/familjeradgivningen.yaml", SOUND)
        repository.commit()
        assert repository.owner().returncode == 0

    @pytest.mark.parametrize("author", [OTHER, 0, 10**12])
    def test_anothers_is_refused_and_it_says_what_to_do(self, author: int, repository: Repository) -> None:
        mended(repository)
        repository.commit()
        done = repository.owner(author)
        assert done.returncode == 1
        assert f"Account {author} may not change `providers/{OWN}.yaml`; ask the municipality" in done.stdout

    @pytest.mark.parametrize("name", HOSTILE)
    def test_everything_else_is_refused(self, name: str, repository: Repository) -> None:
        HOSTILE[name](repository)
        repository.commit()
        done = repository.owner()
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.count("\n") == 1
        assert "::error" not in done.stdout.split("`")[0]

    def test_a_commit_that_is_not_there_is_one_clear_error(self, repository: Repository) -> None:
        done = repository.run("owner", "main", "nowhere", "--author", "1", "--date", DAY)
        assert (done.returncode, done.stderr) == (1, "owner: there is no commit called 'nowhere'.\n")
