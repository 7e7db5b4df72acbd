-- minimum: 1
-- Times are milliseconds since 1970 in UTC, lists are JSON, truths are 0 and 1.

CREATE TABLE teams (
    id {text} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    models {text} NOT NULL,
    tags {text} NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE users (
    id {text} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    team {text},
    models {text} NOT NULL,
    tags {text} NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX users_by_team ON users (team, id);

-- Teams and users are not referred to by foreign keys: a key's team may stand in the configuration alone.
CREATE TABLE virtual_keys (
    id {text} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    team {text},
    user_id {text},
    tags {text} NOT NULL,
    models {text} NOT NULL,
    surfaces {text} NOT NULL,
    networks {text} NOT NULL,
    expires_at BIGINT,
    enabled BIGINT NOT NULL,
    revoked_at BIGINT,
    pepper_id {text} NOT NULL,
    digest {bytes} NOT NULL,
    previous_pepper_id {text},
    previous_digest {bytes},
    previous_until BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX virtual_keys_by_team ON virtual_keys (team, id);
CREATE INDEX virtual_keys_by_user ON virtual_keys (user_id, id);

CREATE TABLE provider_secrets (
    name {text} NOT NULL PRIMARY KEY,
    master_key_id {text} NOT NULL,
    box {bytes} NOT NULL,
    note {text},
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE admin_tokens (
    id {text} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    role {text} NOT NULL,
    pepper_id {text} NOT NULL,
    digest {bytes} NOT NULL,
    is_bootstrap BIGINT NOT NULL,
    expires_at BIGINT,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE audit_log (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor {text} NOT NULL,
    role {text},
    origin {text} NOT NULL,
    action {text} NOT NULL,
    kind {text} NOT NULL,
    subject {text} NOT NULL,
    fields {text} NOT NULL,
    digest_before {text},
    digest_after {text},
    request_id {text},
    previous {text} NOT NULL,
    hash {text} NOT NULL
);
CREATE INDEX audit_log_by_subject ON audit_log (subject, number);
CREATE INDEX audit_log_by_actor ON audit_log (actor, number);
CREATE INDEX audit_log_by_action ON audit_log (action, number);
CREATE INDEX audit_log_by_kind ON audit_log (kind, number);
CREATE INDEX audit_log_by_time ON audit_log (at);

-- One row at most: the last record that retention has removed.
CREATE TABLE audit_anchor (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    hash {text} NOT NULL
);
