// Package migrations holds the schema of the database as numbered SQL files and brings a database to it.
//
// A file is called NNNN_name.sql and has a "-- +goose Up" and a "-- +goose Down" part. The runner executes it with an
// empty search_path, so every name in it carries its schema; from the second file on it runs as the role
// coresync_owner, so that what it makes belongs to the role that may change it later.
//
// Versions that were applied are recorded in coresync_meta.schema_versions.
package migrations
