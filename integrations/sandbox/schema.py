"""The tables. Times are milliseconds since 1970; JSON columns hold what only travels through."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    ig_id TEXT PRIMARY KEY,
    app_scoped_id TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',
    subscribed_fields TEXT,
    ice_breakers TEXT NOT NULL DEFAULT '[]',
    persistent_menu TEXT NOT NULL DEFAULT '[]',
    created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY,
    ig_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('short', 'long')),
    scopes TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'ok'
);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY,
    ig_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS people (
    username TEXT PRIMARY KEY,
    name TEXT,
    followers INTEGER NOT NULL DEFAULT 0,
    verified INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS contacts (
    ig_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    username TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
    igsid TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    acted_at INTEGER,
    opened_by TEXT NOT NULL DEFAULT '',
    window_ms INTEGER NOT NULL DEFAULT 86400000,
    consent_at INTEGER,
    blocked INTEGER NOT NULL DEFAULT 0,
    reach TEXT NOT NULL DEFAULT 'ok'
        CHECK (reach IN ('ok', 'not_receiving', 'unavailable', 'deleted', 'thread_deleted')),
    owner_app TEXT NOT NULL DEFAULT '',
    owned_until INTEGER,
    in_requests INTEGER NOT NULL DEFAULT 0,
    follows INTEGER NOT NULL DEFAULT 0,
    tester INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (ig_id, username),
    UNIQUE (ig_id, igsid)
);
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY,
    mid TEXT NOT NULL UNIQUE,
    ig_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    igsid TEXT NOT NULL,
    at INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('person', 'api', 'app')),
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    reactions TEXT NOT NULL DEFAULT '{}',
    edits INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER,
    comment_id TEXT,
    tag TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS messages_by_thread ON messages (ig_id, igsid, at, seq);
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY,
    ig_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    product TEXT NOT NULL CHECK (product IN ('FEED', 'REELS', 'STORY', 'LIVE', 'AD')),
    caption TEXT NOT NULL DEFAULT '',
    picture TEXT NOT NULL,
    ad_id TEXT NOT NULL DEFAULT '',
    ad_title TEXT NOT NULL DEFAULT '',
    comments_on INTEGER NOT NULL DEFAULT 1,
    at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE INDEX IF NOT EXISTS media_by_account ON media (ig_id, at);
CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY,
    ig_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    media_id TEXT NOT NULL REFERENCES media ON DELETE CASCADE,
    parent_id TEXT,
    igsid TEXT,
    username TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    replied_at INTEGER
);
CREATE INDEX IF NOT EXISTS comments_by_media ON comments (media_id, at);
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY,
    ig_id TEXT,
    type TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body BLOB NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER,
    gone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS opt_ins (
    token TEXT PRIMARY KEY,
    ig_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    igsid TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('marketing', 'once')),
    topic TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'spent', 'stopped')),
    at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY,
    ig_id TEXT,
    kind TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',
    remaining INTEGER
);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY,
    ig_id TEXT NOT NULL,
    family TEXT NOT NULL,
    event TEXT NOT NULL,
    headers TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    due_at INTEGER NOT NULL,
    loose INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'delivered', 'dropped', 'unsubscribed')),
    status INTEGER,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (ig_id, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS deliveries_in_order ON deliveries (ig_id, id)
    WHERE state = 'waiting' AND loose = 0;
CREATE INDEX IF NOT EXISTS deliveries_loose ON deliveries (ig_id, due_at, id)
    WHERE state = 'waiting' AND loose = 1;
CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('graph', 'webhook', 'oauth')),
    ig_id TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    request TEXT NOT NULL DEFAULT '{}',
    status INTEGER,
    response TEXT NOT NULL DEFAULT '',
    fault TEXT NOT NULL DEFAULT '',
    milliseconds REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS world (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

TABLES = (
    "accounts",
    "tokens",
    "codes",
    "people",
    "contacts",
    "messages",
    "media",
    "comments",
    "files",
    "opt_ins",
    "faults",
    "deliveries",
    "log",
    "world",
)

# Columns that a file of an earlier version lacks: (table, column, type).
ADDED = (("contacts", "owned_until", "INTEGER"),)

# What ageing moves into the past: (table, column). The log and the courier keep real time.
AGED = (
    ("accounts", "created_at"),
    ("tokens", "issued_at"),
    ("tokens", "expires_at"),
    ("codes", "issued_at"),
    ("contacts", "acted_at"),
    ("contacts", "consent_at"),
    ("contacts", "owned_until"),
    ("messages", "at"),
    ("messages", "seen_at"),
    ("media", "at"),
    ("media", "ended_at"),
    ("comments", "at"),
    ("comments", "replied_at"),
    ("files", "at"),
    ("files", "expires_at"),
    ("opt_ins", "at"),
)
