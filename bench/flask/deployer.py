"""What PiDeployer is compared with: the deployer that people write themselves, in Flask, with the server that comes with it.

It keeps the HTTP contract that PiDeployer keeps too: POST /deploy, /deploy/<name>, /reload, and GET /health, /status, /logs/<name>, /config.
Configured by GITHUB_WEBHOOK_SECRET, DEPLOY_TOKEN, PROJECTS_CONFIG, LOG_DIR, FLASK_HOST and FLASK_PORT.
"""

import hashlib
import hmac
import json
import os
import subprocess
import threading
import time

import yaml
from flask import Flask, jsonify, request

CONFIG = os.environ.get("PROJECTS_CONFIG", "projects.yml")
LOGS = os.environ.get("LOG_DIR", "logs")
SECRET = os.environ.get("GITHUB_WEBHOOK_SECRET", "")
TOKEN = os.environ.get("DEPLOY_TOKEN", "")
FALLBACKS = {"branch": "main", "deploy_mode": "docker-compose", "timeout": 300}

app = Flask(__name__)
born = time.monotonic()
defaults, by_name, by_repo = {}, {}, {}
locks, results = {}, {}


def load():
    global defaults, by_name, by_repo
    with open(CONFIG, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    defaults = {**FALLBACKS, **document.get("defaults", {})}
    projects = [{**defaults, **entry} for entry in document["projects"]]
    by_name = {project["name"]: project for project in projects}
    by_repo = {project["repo"]: project for project in projects}


def signed(project, body):
    secret = project.get("webhook_secret", SECRET)
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = request.headers.get("X-Hub-Signature-256", "")
    return bool(secret) and hmac.compare_digest(expected.encode(), given.encode())


def has_token():
    given = request.headers.get("Authorization", "")
    return bool(TOKEN) and hmac.compare_digest(f"Bearer {TOKEN}".encode(), given.encode())


def error(status, text):
    return jsonify(error=text), status


def commands(project):
    pull, mode, script = ["git", "pull", "--ff-only"], project["deploy_mode"], project.get("deploy_script")
    if script:
        return [[script]] if mode == "script-only" else [pull, [script]]
    return {
        "pull-only": [pull],
        "docker-compose": [pull, ["docker", "compose", "down"], ["docker", "compose", "up", "-d"]],
        "systemd": [pull, ["sudo", "systemctl", "restart", project.get("service_name", project["name"])]],
    }[mode]


def deploy(project, lock):
    name, begun, output, success = project["name"], time.time(), [], False
    environment = {**os.environ, "DEPLOYER_PROJECT_NAME": name, "DEPLOYER_REPO_DIR": project["path"], "DEPLOYER_BRANCH": project["branch"]}
    try:
        for command in commands(project):
            ran = subprocess.run(command, cwd=project["path"], env=environment, timeout=project["timeout"], capture_output=True, text=True, errors="replace")
            output += [ran.stdout, ran.stderr]
            success = ran.returncode == 0
            if not success:
                break
    except (OSError, subprocess.TimeoutExpired) as problem:
        output, success = [*output, f"{problem}\n"], False
    finally:
        took = time.time() - begun
        results[name] = {"last_deploy": time.strftime("%FT%TZ", time.gmtime(begun)), "success": success, "duration": round(took, 1)}
        with open(os.path.join(LOGS, f"{name}.log"), "a", encoding="utf-8") as log:
            log.write(f"{'=' * 60}\n[{time.strftime('%F %T')}] {name} - {'success' if success else 'failed'} ({took:.1f}s)\n{'=' * 60}\n{''.join(output)}")
        lock.release()


def accept(project):
    lock = locks.setdefault(project["name"], threading.Lock())
    if not lock.acquire(blocking=False):
        return jsonify(error="Deploy already in progress", project=project["name"]), 409
    threading.Thread(target=deploy, args=(project, lock), daemon=True).start()
    return jsonify(status="accepted", project=project["name"]), 202


@app.post("/deploy")
def push():
    body = request.get_data()
    try:
        payload = json.loads(body)
        repository, ref = payload["repository"]["full_name"], payload.get("ref", "")
    except (ValueError, KeyError, TypeError):
        return error(400, "The body is not the JSON of a push")
    project = by_repo.get(repository)
    if project is None:
        return error(404, f"No project has the repository {repository}")
    if not signed(project, body):
        return error(401, "Invalid signature")
    branch = ref.removeprefix("refs/heads/")
    if branch != project["branch"]:
        return jsonify(status="skipped", reason=f"Branch mismatch: got {branch}, expected {project['branch']}")
    return accept(project)


@app.post("/deploy/<name>")
def by_hand(name):
    if not has_token():
        return error(401, "Unauthorized")
    return accept(by_name[name]) if name in by_name else error(404, f"There is no project {name}")


@app.get("/health")
def health():
    return jsonify(status="ok", uptime_seconds=int(time.monotonic() - born), projects=len(by_name))


def state(project):
    lock = locks.get(project["name"])
    known = {key: project[key] for key in ("name", "repo", "branch", "deploy_mode")}
    return {**known, "deploying": bool(lock and lock.locked()), **results.get(project["name"], {})}


@app.get("/status")
def status():
    return jsonify(projects=[state(project) for project in by_name.values()])


@app.get("/logs/<name>")
def logs(name):
    if not has_token():
        return error(401, "Unauthorized")
    if name not in by_name:
        return error(404, f"There is no project {name}")
    try:
        with open(os.path.join(LOGS, f"{name}.log"), encoding="utf-8") as log:
            return jsonify(project=name, lines=log.read().splitlines()[-50:])
    except FileNotFoundError:
        return jsonify(project=name, lines=[])


def masked(mapping):
    return {key: "***" if "secret" in key else value for key, value in mapping.items()}


@app.get("/config")
def config():
    return jsonify(defaults=masked(defaults), projects=[masked(project) for project in by_name.values()])


@app.post("/reload")
def reload():
    if not has_token():
        return error(401, "Unauthorized")
    try:
        load()
    except (OSError, yaml.YAMLError, KeyError) as problem:
        return error(500, str(problem))
    return jsonify(status="reloaded", projects=len(by_name))


if __name__ == "__main__":
    os.makedirs(LOGS, exist_ok=True)
    load()
    app.run(host=os.environ.get("FLASK_HOST", "0.0.0.0"), port=int(os.environ.get("FLASK_PORT", "5000")), threaded=True)
