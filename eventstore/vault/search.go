package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const findSubjects = `
select w.at, s.subject, k.version, k.wrapped
from unnest($2::bytea[]) with ordinality as w (subject_hmac, at)
cross join lateral (
    select subject from vault.subjects
    where tenant_id = $1 and subject_hmac = w.subject_hmac
    offset 0 -- one probe of the index each, whatever the statistics say
) s
cross join lateral (
    select version, wrapped from vault.subject_keys
    where tenant_id = $1 and subject = s.subject and wrapped is not null
    order by version desc limit 1
) k`

// Rows come in order of subject_hmac, so that two processes that make the same
// subjects wait for each other and never in a circle. There is no ON CONFLICT: it
// inserts each row in two steps (17 µs against 10), and two processes see one person
// first at the same moment so rarely that the batch may fail and be asked for again.
//
// The commit does not wait for the disk: what is sealed under these keys is written
// to the same WAL behind them, so no crash can keep it and lose them.
const makeSubjects = `
with async as materialized (
    select set_config('synchronous_commit', 'off', true)
), wanted as (
    select * from unnest($2::bytea[], $3::text[], $4::uuid[], $5::bytea[], $6::int[]) as w (subject_hmac, kind, subject, wrapped, version)
), made as (
    insert into vault.subjects (tenant_id, subject_hmac, kind, subject)
    select $1, subject_hmac, kind, subject from wanted
)
insert into vault.subject_keys (tenant_id, subject, version, subject_hmac, wrapped)
select $1, subject, version, subject_hmac, wrapped from wanted, async`

// find reads what the database knows of the missing ones.
func (s *search) find(ctx context.Context) error {
	names := s.sorted()
	if len(names) == 0 {
		return nil
	}
	rows, err := s.v.pool.Query(ctx, findSubjects, s.t.id, hmacs(names))
	if err != nil {
		return fmt.Errorf("find %d subjects: %w", len(names), err)
	}
	var at int64
	var wrapped []byte
	who := subject{name: subjectKey{tenant: s.t.id}}
	_, err = pgx.ForEachRow(rows, []any{&at, &who.name.subject, &who.name.version, &wrapped}, func() error {
		k, err := s.t.unwrap(who.name, wrapped)
		if err == nil {
			s.take(names[at-1], s.now(subject{who.name, k}))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("find %d subjects: %w", len(names), err)
	}
	return nil
}

// create makes what is still missing: all of it, or nothing where another process
// was quicker with one, which the next attempt will find.
func (s *search) create(ctx context.Context) error {
	names := s.sorted()
	if len(names) == 0 {
		return nil
	}
	ids, kinds, wrapped, versions := randomIDs(len(names)), make([]string, len(names)), make([][]byte, len(names)), make([]int32, len(names))
	made := make([]subject, len(names))
	for i, n := range names {
		kind := s.refs[s.missing[n][0]].Kind
		if kinds[i], versions[i] = string(kind), 1; weekly(kind) {
			versions[i] = s.week
		}
		made[i].name = subjectKey{s.t.id, ids[i], versions[i]}
		made[i].key, wrapped[i] = s.t.newKey(made[i].name)
		made[i] = s.now(made[i])
	}
	_, err := s.v.pool.Exec(ctx, makeSubjects, s.t.id, hmacs(names), kinds, ids, wrapped, versions)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.ConstraintName == "subjects_pkey" {
		s.t.strangers.Store(false)
		return nil
	}
	if err != nil {
		return fmt.Errorf("make %d subjects: %w", len(names), err)
	}
	s.t.strangers.Store(len(names) >= manyStrangers && len(names)*10 >= s.asked*9)
	for i, n := range names {
		s.take(n, made[i])
	}
	return nil
}

// now gives a person that has a key a week that of this one.
func (s *search) now(who subject) subject {
	if from := who.name.version; from > lastPlain {
		who.name.version = max(from, s.week)
		who.key = who.key.ofWeek(from, who.name.version)
	}
	return who
}

func (s *search) sorted() []refKey {
	return slices.SortedFunc(maps.Keys(s.missing), func(a, b refKey) int { return bytes.Compare(a.hmac[:], b.hmac[:]) })
}

func hmacs(names []refKey) [][]byte {
	list := make([][]byte, len(names))
	for i := range names {
		list[i] = names[i].hmac[:]
	}
	return list
}

// randomIDs makes UUIDs of version 4 from one read of random bytes.
// It returns arrays, since pgx writes those as they are and a uuid.UUID as text.
func randomIDs(n int) [][16]byte {
	ids, random := make([][16]byte, n), make([]byte, 16*n)
	_, _ = rand.Read(random) // never fails: it would end the program instead
	for i := range ids {
		id := [16]byte(random[16*i:])
		id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
		ids[i] = id
	}
	return ids
}
