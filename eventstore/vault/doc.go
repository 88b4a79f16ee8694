// Package vault seals personal members before they reach the log, opens them for
// readers, and erases persons by deleting their keys.
//
// A subject is a random id that stands for a person. It is found through an HMAC of
// kind and normalised value under a key of the tenant, and made at first sight. A
// subject's key is wrapped by the tenant's key, that by the master key, which is
// handed in as a Wrapper. Nothing derived from a person's name is in the log.
//
// A sealed member is nonce ‖ AES-256-GCM(padded value) with tenant, event id and
// member path as associated data, so that cipher text can't be moved to another
// place. Values are padded to whole blocks of 16 bytes: what is left of an erased
// member does not tell how long a name was.
//
// Names of logons have a key a week, so that those of a past can be ended: see weeks.go
// and ExpireTx.
//
// Erasing: Erase deletes the key material and the way to find the subject; the
// key's row stays and says when. Who is seen again later becomes a new subject, so
// old events do not get a name back. How soon it holds:
//
//   - in the process that erased: from the return of Erase on, and with EraseTx from
//     the caller's commit on;
//   - in every other process: for calls that begin Config.MaxStale (1 s) or more
//     after the commit, since caches are checked against a counter of erasures that
//     each erasure moves in its own transaction;
//   - in the files of the database: after the next vacuum of vault.subject_keys,
//     which is set to follow within a minute. Archived WAL and backups hold wrapped
//     keys until they expire.
//
// Memory: caches hold at most Config.CacheSubjects subjects of all tenants together
// (about 220 bytes each), and one record of 3 KB a tenant.
package vault
