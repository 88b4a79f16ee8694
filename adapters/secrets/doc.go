// Package secrets holds the master key and keeps secret values from being printed.
//
// The master key is 32 random bytes in a file of its own beside the database, so
// that neither a dump nor the key file alone gives anything away. It wraps the keys
// of tenants, the client secrets and refresh tokens of connections and the keys that
// sign tree heads; it never seals large data and never leaves this package.
//
// Keys for each use are derived from it by HKDF-SHA-256, and everything is sealed by
// AES-256-GCM of the standard library: docs/DEPENDENCIES.md says why not by more.
package secrets
