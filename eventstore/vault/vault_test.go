package vault_test

import (
	"bytes"
	"crypto/hmac"
	"fmt"
	"slices"
	"sync"
	"testing"

	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/eventstore/vault"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestAnotherMasterKeyIsRefusedByName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.key(t)
	_, err := vault.Open(b.ctx, b.pool, other, vault.Config{})
	require.Equal(t, &vault.WrongKeyError{Have: other.ID(), Want: b.master.ID()}, err)
	require.ErrorContains(t, err, "this database belongs to master key "+b.master.ID())
}

func TestOnlyTheEngineReadsKeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.record(t, b.one, logon("jo"))
	for _, table := range []string{"master_key", "tenant_keys", "subjects", "subject_keys"} {
		for _, role := range []string{postgres.RoleApp, postgres.RoleReader} {
			_, err := b.db.Pool(role).Exec(b.ctx, "select from vault."+table)
			require.ErrorContains(t, err, "permission denied", table)
		}
	}
	_, err := b.pool.Exec(b.ctx, "delete from vault.subject_keys")
	require.ErrorContains(t, err, "permission denied", "a key's row is kept for good")
}

// Two processes see the same people first, at the same time and in opposite order.
func TestTwoProcessesMakeTheSameSubjects(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const people, rounds = 300, 4
	batches := make([][]event.Payload, 4)
	ids := make([]uuid.UUID, people)
	for i := range ids {
		ids[i] = uuid.New()
	}
	for round := range rounds {
		var wg sync.WaitGroup
		errs := make([]error, len(batches))
		for p := range batches {
			v := b.process(t)
			batches[p] = nil
			for i := range people {
				batches[p] = append(batches[p], logon(fmt.Sprintf("user %d of round %d", i, round)))
			}
			if p%2 == 1 {
				slices.Reverse(batches[p])
			}
			wg.Go(func() { errs[p] = v.Seal(b.ctx, b.one, ids, batches[p]) })
		}
		wg.Wait()
		subjects := map[string]uuid.UUID{}
		for p := range batches {
			require.NoError(t, errs[p])
			for _, payload := range batches[p] {
				user := userOf(payload)
				if known, ok := subjects[user.Value]; ok {
					require.Equal(t, known, user.Subject)
				}
				subjects[user.Value] = user.Subject
			}
		}
		require.Len(t, subjects, people)
	}
	var rows, keys int
	require.NoError(t, b.pool.QueryRow(b.ctx, `select (select count(*) from vault.subjects), (select count(*) from vault.subject_keys)`).Scan(&rows, &keys))
	require.Equal(t, people*rounds, rows)
	require.Equal(t, people*rounds, keys, "a loser's draft leaves no key behind")
}

// A process that takes everybody for new, since they were so far, finds those that
// another one has made.
func TestStrangersMayBeKnownToOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.process(t)
	seal := func(v *vault.Vault, from, to int) []event.Payload {
		ids, payloads := []uuid.UUID{}, []event.Payload{}
		for i := from; i < to; i++ {
			ids, payloads = append(ids, uuid.New()), append(payloads, logon(fmt.Sprintf("user %d", i)))
		}
		require.NoError(t, v.Seal(b.ctx, b.one, ids, payloads))
		return payloads
	}
	known := seal(other, 390, 400)
	seal(b.vault, 0, 200)
	batch := seal(b.vault, 200, 400)
	for i := range known {
		require.Equal(t, userOf(known[i]).Subject, userOf(batch[190+i]).Subject)
	}
	again := seal(other, 0, 400)
	require.Equal(t, userOf(batch[7]).Subject, userOf(again[207]).Subject)
	var rows int
	require.NoError(t, b.pool.QueryRow(b.ctx, `select count(*) from vault.subject_keys`).Scan(&rows))
	require.Equal(t, 400, rows)
}

func TestTagsAreTheTenantsOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, err := b.vault.Tagger(b.ctx, b.one)
	require.NoError(t, err)
	same, err := b.process(t).Tagger(b.ctx, b.one)
	require.NoError(t, err)
	two, err := b.vault.Tagger(b.ctx, b.two)
	require.NoError(t, err)
	tag := one([]byte("before "), []byte("device"))
	require.Len(t, tag, 7+16)
	require.Equal(t, "before ", string(tag[:7]))
	require.Equal(t, tag[7:], same(nil, []byte("device")))
	require.NotEqual(t, tag[7:], two(nil, []byte("device")))
	require.NotEqual(t, tag[7:], one(nil, []byte("devicf")))

	var wg sync.WaitGroup
	wrong := make([]int, 8)
	for g := range wrong {
		wg.Go(func() {
			data := bytes.Repeat([]byte{byte(g)}, 3000)
			want := one(nil, data)
			for range 200 {
				if !hmac.Equal(want, one(nil, data)) {
					wrong[g]++
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, make([]int, 8), wrong)
}

func TestPersonalTagsEndWithThePerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	jo := event.SubjectRef{Kind: event.SubjectUserString, Value: "jo"}
	jim := event.SubjectRef{Kind: event.SubjectUserString, Value: "jim"}
	of, data := []event.SubjectRef{jo, jim, jo}, [][]byte{[]byte("a"), []byte("a"), []byte("a")}
	before, err := b.vault.PersonalTags(b.ctx, b.one, of, data)
	require.NoError(t, err)
	require.Len(t, before[0], 16)
	require.Equal(t, before[0], before[2])
	require.NotEqual(t, before[0], before[1])
	same, err := b.process(t).PersonalTags(b.ctx, b.one, of, data)
	require.NoError(t, err)
	require.Equal(t, before, same)

	subject, err := b.vault.SubjectOf(b.ctx, b.one, jo)
	require.NoError(t, err)
	_, err = b.vault.Erase(b.ctx, b.one, subject)
	require.NoError(t, err)
	after, err := b.vault.PersonalTags(b.ctx, b.one, of, data)
	require.NoError(t, err)
	require.NotEqual(t, before[0], after[0])
	require.Equal(t, before[1], after[1])
}
