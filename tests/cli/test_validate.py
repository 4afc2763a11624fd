import pytest
from commands import names, strict_json


def test_list(mcsn):
    status, out, err = mcsn("validate", "--list")
    assert (status, err) == (0, "")
    assert "mean-chord" in out
    assert "Transport" in out
    facts = strict_json(mcsn("validate", "--list", "--json")[1])
    assert {"name", "subject", "title", "methods", "mistake"} == set(facts["cases"][0])


def test_unknown_case(mcsn, folder):
    before = names(folder)
    status, out, err = mcsn("validate", "mean-cord")
    assert (status, out) == (2, "")
    assert 'did you mean "mean-chord"?' in err
    assert names(folder) == before


def test_a_case(mcsn, folder):
    status, out, err = mcsn(
        "validate", "random-generator", "--quick", "--negative-controls", "-o", "report", "--json"
    )
    assert (status, err) == (0, "")
    facts = strict_json(out)
    assert facts["passed"]
    assert facts["cases"][0]["control"]["failed"]
    assert names(folder / "report") == ["validation.html", "validation.json"]
    assert strict_json((folder / "report" / "validation.json").read_text()) == facts


def test_a_failed_case_is_exit_status_1(mcsn, monkeypatch):
    from mcsn.studies.validate import compare

    monkeypatch.setattr(compare, "Z", 1e-9)
    status, out, err = mcsn("validate", "random-generator", "--quick")
    assert status == 0  # laws and equalities do not use it
    status, out, err = mcsn("validate", "streams", "--quick")
    assert (status, err) == (1, "")
    assert "FAILED" in out
    assert "beyond" in out


def test_convergence_adds_a_picture(mcsn, folder):
    pictures = []
    for more in ([], ["--convergence"]):
        status, _, err = mcsn("validate", "streams", "--quick", "-o", "report", *more)
        assert (status, err) == (0, "")
        page = (folder / "report" / "validation.html").read_text()
        pictures.append(page.count("<svg"))
    assert pictures[1] == pictures[0] + 1
    assert "share of the packets" in page


@pytest.mark.parametrize("words", [("-o", "cheap.toml")])
def test_no_folder(mcsn, words):
    status, _, err = mcsn("validate", "streams", *words)
    assert status == 2
    assert "choose another folder with -o" in err
