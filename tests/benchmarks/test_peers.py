from pathlib import Path

from benchmarks.catalogue import peer_hugo, peer_material, synthetic
from benchmarks.catalogue.hugo_frames import Frame
from catalogue.schema import yaml_writer
from tests.support import frozen

ROOT = Path(__file__).parents[2]
WORDS = synthetic.vocabulary(frozen.DATA)
PROVIDER = synthetic.providers(WORDS, 2, seed=7)[1]


def test_hugo_is_given_the_profile_as_it_stands() -> None:
    assert yaml_writer.dump(PROVIDER.profile) in peer_hugo.page(PROVIDER, {"weight": 1})


def test_the_frame_is_all_but_the_content_of_main() -> None:
    frame = Frame.around_main('<body><main id="content">ours</main><footer>{{</footer></body>')
    assert frame.wrap("theirs") == '<body><main id="content">\ntheirs\n</main><footer>{{ "{{" }}</footer></body>'


def test_a_template_takes_over_what_it_names_of_our_page() -> None:
    frame = Frame.around_main("<main><p>the same everywhere</p><ol>ours</ol></main>")
    assert frame.wrap("<!-- ours: <p> … <ol> --><ol>theirs</ol>") == (
        "<main>\n<p>the same everywhere</p><ol>theirs</ol>\n</main>"
    )


def test_hugo_counts_how_many_each_selection_shows() -> None:
    choice = '<a href="/urval/0a1b2c3d/">Video</a> <span class="number">{}</span>'
    frame = Frame.around_main(f"<main>{choice.format(7)}</main>")
    assert choice.format('{{ len (index site.Taxonomies.urval "0a1b2c3d") }}') in frame.counted_by_hugo()


def test_material_is_given_every_fact_of_the_profile() -> None:
    text = "\n".join(peer_material.page(PROVIDER, WORDS))
    told = PROVIDER.profile
    service = told["services"][synthetic.SERVICE]
    methods = [WORDS["methods"][key]["sv"] for key in service["methods"]]
    for fact in (told["name"], told["about"]["sv"], told["contact"]["email"], told["staff"][0]["name"], *methods):
        assert fact in text
