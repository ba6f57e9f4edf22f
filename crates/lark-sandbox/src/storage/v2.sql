-- An app that a person made through the sandbox is gone after a reset.
ALTER TABLE apps ADD COLUMN registered INTEGER NOT NULL DEFAULT 0;

-- A list of the people who can use it; null for everybody.
ALTER TABLE apps ADD COLUMN available_to TEXT;

-- Where the page of an app may send a browser on to, beside this machine itself.
CREATE TABLE redirect_uris (
    app INTEGER NOT NULL REFERENCES apps,
    uri TEXT NOT NULL,
    PRIMARY KEY (app, uri)
) WITHOUT ROWID;
-- As a new sandbox has it.
INSERT INTO redirect_uris (app, uri)
    SELECT id, 'https://orbit.example.com/oauth/callback' FROM apps ORDER BY id LIMIT 1;

-- All that a person ever let an app do, as a JSON list.
CREATE TABLE grants (
    app INTEGER NOT NULL REFERENCES apps,
    actor INTEGER NOT NULL REFERENCES actors,
    scopes TEXT NOT NULL,
    PRIMARY KEY (app, actor)
) WITHOUT ROWID;

-- One consent, and all tokens that come of it.
CREATE TABLE logins (
    id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES apps,
    actor INTEGER NOT NULL REFERENCES actors,
    scopes TEXT NOT NULL,
    consented_at INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
);
ALTER TABLE tokens ADD COLUMN login INTEGER REFERENCES logins;
CREATE INDEX tokens_by_login ON tokens (login) WHERE login IS NOT NULL;

CREATE TABLE refresh_tokens (
    token TEXT PRIMARY KEY,
    login INTEGER NOT NULL REFERENCES logins,
    expires_at INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE authorization_codes (
    code TEXT PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES apps,
    actor INTEGER NOT NULL REFERENCES actors,
    scopes TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge TEXT NOT NULL,
    challenge_method TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- `app` is who asks for a login, and of a registration what came of it. `pace` is the seconds
-- between two questions.
CREATE TABLE device_codes (
    device_code TEXT PRIMARY KEY,
    user_code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('login', 'registration')),
    app INTEGER REFERENCES apps,
    actor INTEGER REFERENCES actors,
    scopes TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'allowed', 'denied', 'used')),
    pace INTEGER NOT NULL,
    asked_at INTEGER,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- What somebody pressed on a card, and how often its bot has replaced the card since.
CREATE TABLE presses (
    token TEXT PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages,
    actor INTEGER NOT NULL REFERENCES actors,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
