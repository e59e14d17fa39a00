"""Signing in at an issuer that others wrote, with the tokens of the products that municipalities have."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.register.codes import ROLES
from chalicelib.service.issuer_keys import REFETCH_SECONDS
from tests.support import size
from tests.support.browser.page_steps import GO, issued, report
from tests.support.browser.signing import RECEPTION, press_sign_in
from tests.support.browser.visiting import DESKTOP, PAGES, Visit, fresh_windows
from tests.support.catalogue.small import NORMAL
from tests.support.issuer import by_hand, shapes
from tests.support.issuer.foreign import REFUSAL
from tests.support.issuer.town import Named, Town, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signing in at a foreign issuer")]
PROVIDER, FINANCE = PAGES["provider_desk"], PAGES["finance"]
TOWNS: Mapping[str, Sequence[Named]] = {
    "a list of roles": [(shapes.FLAT, ROLES)],
    "no audience": [(shapes.NO_AUD, ROLES)],
    "nested roles": [(shapes.NESTED, ROLES)],
    "another iss": [(shapes.OTHER_ISS, ROLES)],
    "two issuers": [(shapes.NAMESPACED, ("reception", "controller")), (shapes.CLIENT_ROLE, ("provider",))],
}
SIGNED_IN_AT = [*TOWNS][: size.of(1, 4)]
"""That the service takes the tokens of each is tried without a browser, by `build.py identity --token`."""
each_shape = pytest.mark.parametrize("started", SIGNED_IN_AT, indirect=True)
one_issuer = pytest.mark.parametrize("started", ["a list of roles"], indirect=True)
two_issuers = pytest.mark.parametrize("started", ["two issuers"], indirect=True)


@pytest.fixture(scope="module")
def started(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Serve a municipality with the issuers of one name."""
    with served(tmp_path_factory.mktemp("town"), *TOWNS[request.param]) as town:
        yield town


@pytest.fixture
def town(started: Town) -> Town:
    """The municipality, whose service has just started."""
    started.begin()
    return started


@pytest.fixture
def staff(browser: Browser, town: Town) -> Iterator[Visit]:
    """Open a window for somebody of the municipality's staff."""
    with fresh_windows(browser, viewport=DESKTOP) as context:
        yield Visit(context, town.site)


@pytest.fixture
def colleague(browser: Browser, town: Town) -> Iterator[Visit]:
    """Open a window on another computer."""
    with fresh_windows(browser, viewport=DESKTOP) as context:
        yield Visit(context, town.site)


def press(window: Page, *names: str) -> None:
    """Press the issuer's buttons, one after the other."""
    for name in names:
        window.get_by_role("button", name=name, exact=True).click()


def signing_in(visit: Visit, address: str, person: str) -> Page:
    """Open a page and sign in as a person, as far as the issuer is concerned."""
    page = visit.go(address)
    press(press_sign_in(page), person, "Allow")
    return page


def at_reception(visit: Visit, person: str = "anna") -> Page:
    """Open the reception's page, signed in."""
    page = signing_in(visit, RECEPTION, person)
    page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
    return page


def sign_in_again(page: Page, text: str = "Inloggad: Kontaktcenter.") -> None:
    """Sign in as somebody whom the issuer still knows, and asks nothing."""
    with page.expect_popup():
        page.get_by_role("button", name="Logga in").click()
    page.get_by_text(text).wait_for()


def assert_said(page: Page, sentence: str, detail: str = "") -> None:
    """Assert that the page says why nobody is signed in."""
    expect(page.locator("[data-part=told]")).to_contain_text(sentence)
    expect(page.locator("[data-part=detail]")).to_have_text(detail)
    expect(page.locator("[data-part=work]")).to_be_hidden()


def requests(town: Town) -> set[tuple[str, int, str]]:
    """Return route, status and role of each request in the log."""
    lines = [json.loads(line) for line in town.log]
    return {(f"{line.get('method', '')} {line['route']}", line["status"], line.get("role", "")) for line in lines}


class SigningIn:
    """Whatever the tokens look like: policy says where the roles are, and the product is the same."""

    def test_reception_gives_out_a_number_and_a_provider_reports_it(
        self, town: Town, staff: Visit, colleague: Visit
    ) -> None:
        number = issued(at_reception(staff))
        page = signing_in(colleague, PROVIDER, "bo")
        page.get_by_text(f"Inloggad som {NORMAL} AB (påhittat).").wait_for()
        report(page, number)
        assert {("POST /v1/numbers", 201, "reception"), ("POST /v1/claims", 201, "provider")} <= requests(town)
        assert staff.complaints + colleague.complaints == []  # the content policy lets through what is asked


@each_shape
@pytest.mark.proof("tests/test_foreign_issuer.py")
class TestEachShape(SigningIn):
    """One issuer for everybody."""


@one_issuer
class TestRoles:
    """Who has another number of roles than one."""

    def test_an_officer_with_two_roles_uses_both_pages_and_the_log_says_which(self, town: Town, staff: Visit) -> None:
        issued(at_reception(staff, "dana"))
        page = staff.go(FINANCE)
        with page.expect_response("**/v1/payment-runs?*"):
            sign_in_again(page, "Inloggad: ekonomi.")
        assert {("POST /v1/numbers", 201, "reception"), ("GET /v1/payment-runs", 200, "controller")} <= requests(town)

    def test_an_account_without_a_role_is_told_so(self, town: Town, staff: Visit) -> None:
        answers: list[int] = []  # to this page alone: the log may have the last request of a window that was closed
        staff.page.on("response", lambda answer: answers.append(answer.status) if "/v1/" in answer.url else None)
        page = signing_in(staff, RECEPTION, "erik")
        assert_said(page, "Ditt konto är inte kopplat till någon av sidorna för personal eller utförare.", "Kod: role")
        assert answers == [401]
        assert (" authorise", 401, "") in requests(town)


@one_issuer
class TestRefused:
    """Who is not let in, and what the page says."""

    @pytest.mark.parametrize("pressed", size.rows([["anna", "Refuse"]], [["Refuse"]]))
    def test_whoever_refuses_reads_the_issuers_own_words(self, town: Town, staff: Visit, pressed: list[str]) -> None:
        page = staff.go(RECEPTION)
        press(press_sign_in(page), *pressed)
        (issuer,) = town.issuers
        assert_said(page, "Inloggningen avbröts", f"Svar från {issuer.host}: ”{REFUSAL}” Kod: access_denied")

    @pytest.mark.proof("tests/browser/test_sign_in.py::test_another_role_is_told_and_not_let_in")
    def test_the_account_of_another_page_is_shown_the_way_there(self, staff: Visit) -> None:
        page = signing_in(staff, RECEPTION, "cilla")
        assert_said(page, "Ditt konto är till för en annan sida:")
        assert page.locator("[data-part=pages] a:visible").all_inner_texts() == ["Ekonomi"]

    @pytest.mark.proof("tests/browser/test_sign_in_refused.py::test_what_happens_to_a_token_is_said")
    def test_a_provider_whose_account_does_not_say_which_is_told_so(self, staff: Visit) -> None:
        page = signing_in(staff, PROVIDER, "frida")
        assert_said(page, "Ditt konto är till för en utförare, men det framgår inte vilken.", "Kod: provider")

    def test_an_account_in_many_groups_is_let_in(self, staff: Visit) -> None:
        issued(at_reception(staff, "gunnar"))

    def test_one_in_more_groups_than_a_request_can_carry_is_told_so(self, town: Town, staff: Visit) -> None:
        page = signing_in(staff, RECEPTION, "hanna")
        assert_said(page, "Din inloggning är för stor för tjänsten.")
        assert not town.log

    @pytest.mark.parametrize("iss", size.rows(["http://127.0.0.1:9"], [""]))
    def test_an_answer_that_names_another_issuer_is_not_taken(self, town: Town, staff: Visit, iss: str) -> None:
        staff.context.route("**/interaction/*", with_issuer(iss))
        page = signing_in(staff, RECEPTION, "anna")
        assert_said(page, "Svaret kom inte från")
        assert not town.log

    @pytest.mark.proof("tests/browser/test_sign_in_refused.py::test_what_happens_to_a_token_is_said")
    def test_an_issuer_whose_clock_is_ahead_is_said_to_be(self, town: Town, staff: Visit) -> None:
        (issuer,) = town.issuers
        with issuer.restarted(skew_seconds=600):
            page = signing_in(staff, RECEPTION, "anna")
            assert_said(page, "tjänstens klocka", "Kod: not_yet_valid")


@one_issuer
class TestLater:
    """What becomes of a sign-in: the service's clock is moved, nobody waits."""

    @pytest.mark.proof(
        "tests/browser/test_sign_in.py::test_a_token_that_has_run_out_signs_out_and_keeps_what_was_typed"
    )
    def test_a_session_that_has_run_out_is_ended_and_begun_again(self, town: Town, staff: Visit) -> None:
        page = at_reception(staff)
        town.clock.ahead_seconds = 3600 + 60
        page.get_by_role("button", name=GO).click()
        page.get_by_text("Inloggningen har gått ut. Logga in igen.").wait_for()
        assert requests(town) == {("GET /v1/caller", 200, "reception"), (" authorise", 401, "")}
        town.clock.ahead_seconds = 0
        sign_in_again(page)
        issued(page)

    def test_rotated_keys_are_fetched_when_the_rules_allow_and_end_what_the_old_ones_signed(
        self, town: Town, staff: Visit, colleague: Visit
    ) -> None:
        (issuer,) = town.issuers
        before = at_reception(staff)
        issuer.restart()
        issued(before)  # the old key is kept while nobody needs another
        page = signing_in(colleague, RECEPTION, "anna")
        assert_said(page, "Tjänsten godtog inte din inloggning.", "Kod: unknown_key")
        town.clock.ahead_seconds = REFETCH_SECONDS
        sign_in_again(page)
        before.get_by_role("button", name="Nästa", exact=False).click()
        before.get_by_role("button", name=GO).click()
        assert_said(before, "Inloggningen har gått ut. Logga in igen.")

    def test_nothing_secret_is_kept_anywhere(self, town: Town, staff: Visit, capfd: pytest.CaptureFixture[str]) -> None:
        page = staff.go(RECEPTION)
        with page.expect_response("**/token") as answered:
            press(press_sign_in(page), "anna", "Allow")
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
        issued(page)
        sent = dict(urllib.parse.parse_qsl(answered.value.request.post_data or ""))
        tokens = answered.value.json()
        secrets = [sent["code"], sent["code_verifier"], tokens["access_token"], tokens["id_token"]]
        stores = "[{...localStorage}, {...sessionStorage}, document.cookie, window.name]"
        assert page.evaluate(stores) == [{}, {}, "", ""]
        assert page.evaluate("[location.href, history.state, history.length]") == [town.site.url + RECEPTION, None, 2]
        assert page.evaluate("async () => (await indexedDB.databases()).length + (await caches.keys()).length") == 0
        assert staff.context.cookies(town.site.url) == []
        written = [page.content(), *staff.complaints, *town.log, *capfd.readouterr()]
        assert [secret for secret in secrets if any(secret in text for text in written)] == []


@two_issuers
class TestTwoIssuers(SigningIn):
    """Staff sign in at the one, providers at the other."""

    def test_a_page_may_talk_to_its_own_issuer_alone(self, town: Town, staff: Visit) -> None:
        fetched = "url => fetch(url).then(() => true, () => false)"
        urls = [issuer.url(".well-known/openid-configuration") for issuer in town.issuers]
        page = staff.go(RECEPTION)
        assert [page.evaluate(fetched, url) for url in urls] == [True, False]
        page = staff.go(PROVIDER)
        assert [page.evaluate(fetched, url) for url in urls] == [False, True]

    def test_an_issuer_gives_no_role_that_policy_does_not_let_it_give(self, colleague: Visit) -> None:
        page = signing_in(colleague, PROVIDER, "cilla")
        assert_said(page, "Ditt konto är inte kopplat till någon av sidorna", "Kod: role")

    def test_and_its_token_opens_no_route_of_that_role(self, town: Town) -> None:
        _, providers = town.issuers
        headers = {"Authorization": f"Bearer {by_hand.token(providers, 'cilla')}", "Kundval-Role": "controller"}
        status, body = town.get("/v1/follow-up", headers)
        assert (status, body["reason"]) == (401, "role")


def with_issuer(iss: str) -> Callable[[Route], None]:
    """Return a handler that leads the browser back with another issuer in the answer, or with none."""

    def handle(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        url = urllib.parse.urlsplit(route.fetch().url)
        fields = dict(urllib.parse.parse_qsl(url.query)) | ({"iss": iss} if "iss=" in url.query else {})
        query = urllib.parse.urlencode({name: value for name, value in fields.items() if value})
        route.fulfill(status=303, headers={"Location": url._replace(query=query).geturl()})

    return handle
