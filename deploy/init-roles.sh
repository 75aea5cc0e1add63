#!/bin/sh
# Runs once, on an empty cluster: the owner of the schema, and the application's role, which owns nothing.
set -eu
psql --no-psqlrc -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE xf_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE xf_app LOGIN PASSWORD :'app_password';
CREATE DATABASE petition OWNER xf_owner;
REVOKE ALL ON DATABASE petition FROM PUBLIC;
GRANT CONNECT ON DATABASE petition TO xf_app;
\connect petition
GRANT USAGE ON SCHEMA public TO xf_app;
ALTER DEFAULT PRIVILEGES FOR ROLE xf_owner GRANT USAGE ON SCHEMAS TO xf_app;
ALTER DEFAULT PRIVILEGES FOR ROLE xf_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO xf_app;
ALTER DEFAULT PRIVILEGES FOR ROLE xf_owner GRANT USAGE, SELECT ON SEQUENCES TO xf_app;
SQL
