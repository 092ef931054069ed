"""What the schema of compose files does not say: every name exists, and every service is locked down."""

import os
import yaml

FOLDER = "deploy"
with open(f"{FOLDER}/compose.yaml") as file:
    compose = yaml.safe_load(file)

made_by_operator = {secret["file"] for secret in compose["secrets"].values()}
for name, service in compose["services"].items():
    assert service["read_only"] is True, name
    assert service["cap_drop"] == ["ALL"], name
    assert "cap_add" not in service and "privileged" not in service, name
    assert "no-new-privileges:true" in service["security_opt"], name
    assert ("ports" in service) == (name == "nginx"), name
    for network in service.get("networks", []):
        assert network in compose["networks"], (name, network)
    for other in service.get("depends_on", {}):
        assert other in compose["services"], (name, other)
    for secret in service.get("secrets", []):
        source = secret["source"] if isinstance(secret, dict) else secret
        assert source in compose["secrets"], (name, source)
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if source.startswith("./"):
            assert os.path.exists(f"{FOLDER}/{source}"), (name, source)
        else:
            assert source in compose["volumes"], (name, source)
    for key, value in service.get("environment", {}).items():
        assert not any(word in key for word in ("PASSWORD", "SECRET", "TOKEN")) or key.endswith(
            "_FILE"
        ), f"{name}: {key} belongs in a file"
for network in ("database", "nodes"):
    assert compose["networks"][network]["internal"] is True, network
with open("deploy/compose/make-secrets.sh") as file:
    text = file.read()
    for path in made_by_operator:
        assert os.path.basename(path) in text, path
version = next(line.split('"')[1] for line in open("Sources/Server/API/Version.swift") if "tallyVersion" in line)
for name, service in compose["services"].items():
    if service["image"].startswith("tally:"):
        assert service["image"] == f"tally:{version}", (name, service["image"])
print("ok: compose.yaml names only what exists, and no service has more than it needs")
