// Package pgtest gives every test a real PostgreSQL database of its own, cloned from a template that holds the schema.
//
//	db := pgtest.New(t)
//	pool := db.Pool(postgres.RoleEngine)
//
// The server is the one named by CORESYNC_TEST_DATABASE_URL, or else one that the test binary starts when its first test
// asks; it does not survive the binary, even when that is killed. With CORESYNC_KEEP_DB set, the database of a test that
// failed is kept and named.
package pgtest
