"""A second reader of packages, from docs/package-format.md alone, without a line of the program.

python3 read_package.py PACKAGE KEY ROOT UNIX-TIME → JSON; it stops with an error where anything does not fit.
"""

# ruff: noqa: E401, I001
import base64, csv, hashlib, io, json, re, subprocess, sys, tempfile, zipfile
from pathlib import Path
from xml.etree import ElementTree

ETSI, DS = "{http://uri.etsi.org/02918/v1.2.1#}", "{http://www.w3.org/2000/09/xmldsig#}"
DER = ("-inform", "DER", "-in")


def openssl(folder, *told):
    return subprocess.run(["openssl", *told], cwd=folder, capture_output=True, check=True).stdout


def read(package, key, root, at):
    with tempfile.TemporaryDirectory() as folder:
        inner = openssl(folder, "cms", "-decrypt", "-binary", *DER, package, "-inkey", key)
        archive = zipfile.ZipFile(io.BytesIO(inner))
        files = {name: archive.read(name) for name in archive.namelist() if name != "mimetype"}
        for name in ("ASiCManifest.xml", "signature.p7s"):
            Path(folder, name).write_bytes(files.pop(f"META-INF/{name}"))
        trust = ("-content", "ASiCManifest.xml", "-CAfile", root, "-purpose", "any", "-attime", at)
        written = ("-signer", "signer", "-out", "signed")
        openssl(folder, "cms", "-verify", "-cades", "-binary", *DER, "signature.p7s", *trust, *written)
        signer = openssl(folder, "x509", "-in", "signer", "-noout", "-ext", "subjectAltName").decode()
        listed = list(ElementTree.parse(Path(folder, "signed")).iter(f"{ETSI}DataObjectReference"))
        layout = openssl(folder, "asn1parse", *DER, package).decode()
        offset = re.search(r"^ *(\d+):d=3 .*cons: SET", layout, re.MULTILINE)[1]
        openssl(folder, "asn1parse", *DER, package, "-strparse", offset, "-noout", "-out", "recipients")
        recipients = hashlib.sha256(Path(folder, "recipients").read_bytes()).hexdigest()
    digests = {name: base64.b64encode(hashlib.sha256(data).digest()).decode() for name, data in files.items()}
    header = json.loads(files["header.json"])
    assert digests == {one.get("URI"): one.findtext(f"{DS}DigestValue") for one in listed}, "a file is not signed"
    assert header["recipients_digest"] == recipients, "the recipients are not those that were signed"
    assert f"URI:so2282:{header['sender']}\n" in signer, "the sender is not the signer"
    texts = {name: io.StringIO(data.decode(), newline="") for name, data in files.items() if name.endswith(".csv")}
    return {"header": header, "rows": {name: list(csv.DictReader(text)) for name, text in texts.items()}}


if __name__ == "__main__":
    print(json.dumps(read(*sys.argv[1:])))
