"""What no module of the house does, whatever it is for: rules a reader of the code would look for first."""

import ast
from collections.abc import Iterator

from tests.architecture.tree import files, name_of

MODULES = files(".py", under="todoke")

FORBIDDEN_CALLS = {
    "eval": "runs text as code",
    "exec": "runs text as code",
    "mark_safe": "puts text into a page without escaping; templates do that",
    "pickle.loads": "makes any object of text from outside",
    "pickle.load": "makes any object of text from outside",
    "marshal.loads": "makes any object of text from outside",
    "yaml.load": "makes any object; ruamel's safe loader is the house's",
    "os.system": "runs a shell",
    "os.popen": "runs a shell",
    "hashlib.md5": "is broken",
    "hashlib.sha1": "is broken",
    "random.choice": "can be guessed; secrets is for tokens",
    "random.randint": "can be guessed; secrets is for tokens",
    "tempfile.mktemp": "names a file somebody else may make first",
    "ssl._create_unverified_context": "believes every certificate",
}
_OWN_PROCESS = "from a process this one started"
ALLOWED_CALLS: dict[tuple[str, str], str] = {
    ("todoke/apps/desk/queries/effects.py", "mark_safe"): "every part was escaped where it was put together",
    ("todoke/ui/words.py", "mark_safe"): "furigana of the house's own words",
    ("todoke/apps/accounts/factor_views.py", "mark_safe"): "a QR code drawn by segno: paths only, no text",
    ("todoke/engines/spark/spreading.py", "pickle.loads"): "written by the driver of the very run",
    ("todoke/formats/ahead.py", "pickle.loads"): _OWN_PROCESS,
    ("todoke/nights/workers.py", "pickle.loads"): _OWN_PROCESS,
    ("todoke/residents/building.py", "pickle.loads"): _OWN_PROCESS,
    ("todoke/population/apportion.py", "random.choice"): "made-up residents, by a seed",
    ("todoke/rules/yamlfile.py", "yaml.load"): "with a safe loader",
    ("todoke/search/lexicon.py", "yaml.load"): "with a safe loader",
}
FORBIDDEN_ARGUMENTS = {
    ("shell", True): "runs a shell",
    ("verify", False): "believes every certificate",
    ("check_hostname", False): "believes every certificate",
    ("trust_env", True): "goes through whatever proxy the environment names",
    ("follow_redirects", True): "goes wherever the other side says; follow by hand, checking each address",
}
EXEMPT_FROM_CSRF = {
    "todoke/api": "JSON alone is taken, and no cookie is read",
    "todoke/apps/home/machine": "one-click stops come from mail programs; the address itself is the secret",
}
PERSONAL_KEYS = {
    *(
        "name",
        "kana",
        "address",
        "mail",
        "email",
        "phone",
        "birth",
        "birth_date",
        "born",
        "sex",
        "value",
        "values",
    ),
    *(
        "words",
        "text",
        "reason",
        "why",
        "answer",
        "password",
        "token",
        "secret",
        "my_number",
        "account_number",
    ),
}


def calls(path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_nothing_dangerous_is_called():
    wrong, used = [], set()
    for path in MODULES:
        here = name_of(path)
        for name, call in calls(path):
            if name in FORBIDDEN_CALLS:
                used.add((here, name))
                if (here, name) not in ALLOWED_CALLS:
                    wrong.append(f"{here}:{call.lineno} {name} {FORBIDDEN_CALLS[name]}")
            for argument in call.keywords:
                value = argument.value.value if isinstance(argument.value, ast.Constant) else None
                if isinstance(value, bool) and (argument.arg, value) in FORBIDDEN_ARGUMENTS:
                    wrong.append(f"{here}:{call.lineno} {argument.arg}={value}")
    assert wrong == []
    assert set(ALLOWED_CALLS) <= used, "take out what is no longer called"


def test_only_named_places_do_without_a_token_against_forged_forms():
    without = {name_of(path) for path in MODULES if "csrf_exempt" in path.read_text()}
    assert [here for here in sorted(without) if not here.startswith(tuple(EXEMPT_FROM_CSRF))] == []


def test_the_audit_is_told_codes_under_keys_that_promise_no_more():
    wrong = []
    for path in MODULES:
        for name, call in calls(path):
            said = [each.value for each in call.keywords if each.arg == "said"]
            if name.rpartition(".")[2] == "note" and said and isinstance(said[0], ast.Dict):
                keys = {str(key.value) for key in said[0].keys if isinstance(key, ast.Constant)}
                wrong += [f"{name_of(path)}:{call.lineno} {key}" for key in keys & PERSONAL_KEYS]
    assert wrong == []


def test_no_template_puts_text_in_unescaped():
    for path in [*files(".html", under="todoke"), *files(".txt", under="todoke")]:
        text = path.read_text().replace(" ", "")
        assert "|safe" not in text, name_of(path)
        assert "autoescapeoff" not in text, name_of(path)


RISKY_WORDS = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"),
    *("localStorage", "sessionStorage", "indexedDB", "postMessage"),
)
ALLOWED_WORDS = {
    (
        "todoke/apps/desk/static/desk/preview.js",
        "innerHTML",
    ): "a part of a page our own server has put together",
    ("todoke/apps/desk/static/desk/keys.js", "localStorage"): "whether keys are on; nothing of a person",
}


def test_no_script_writes_markup_or_keeps_anything():
    scripts = [path for path in files(".js", under="todoke") if "/vendor/" not in path.as_posix()]
    found = {(name_of(path), word) for path in scripts for word in RISKY_WORDS if word in path.read_text()}
    assert found <= set(ALLOWED_WORDS)


def test_no_key_is_checked_in():
    kinds = (".pem", ".key", ".env", ".yaml", ".py", ".json", ".md")
    texts = [path for kind in kinds for path in files(kind) if path.stat().st_size < 200_000]
    begin = "-----BEGIN " + "PRIVATE KEY-----\n"
    assert [name_of(path) for path in texts if begin in path.read_text(errors="replace")] == []
    assert files(".sqlite3") == []
