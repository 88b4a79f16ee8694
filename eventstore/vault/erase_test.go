package vault_test

import (
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/leaf"
	"coresync/eventstore/vault"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestErasedStaysErasedAndNothingStoredChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	jo, jim := b.record(t, b.one, logon("jo")), b.record(t, b.one, logon("jim"))
	before := leaf.Hash(jo, leaf.PayloadHash(jo.Payload))
	subject := userOf(b.read(t, b.vault, jo)).Subject

	erased, err := b.vault.Erase(b.ctx, b.one, subject)
	require.NoError(t, err)
	require.Equal(t, vault.Erased{Subject: subject, Keys: 1, At: b.clock.Now()}, erased)

	for _, v := range []*vault.Vault{b.vault, b.process(t)} {
		p := b.read(t, v, jo)
		require.True(t, userOf(p).Erased())
		require.Empty(t, userOf(p).Text())
		raw, err := event.Encode(p)
		require.NoError(t, err)
		jo.Payload = raw
		require.Equal(t, before, leaf.Hash(jo, leaf.PayloadHash(raw)))
		require.Equal(t, "jim", userOf(b.read(t, v, jim)).Text())
	}
	var left int
	require.NoError(t, b.pool.QueryRow(b.ctx, `select count(*) from vault.subject_keys where subject = $1 and wrapped is not null`, subject).Scan(&left))
	require.Zero(t, left)

	first := b.clock.Now()
	b.clock.advance(time.Hour)
	again, err := b.vault.Erase(b.ctx, b.one, subject)
	require.NoError(t, err)
	require.Equal(t, vault.Erased{Subject: subject, Keys: 0, At: first}, again)
	_, err = b.vault.Erase(b.ctx, b.one, uuid.New())
	require.ErrorIs(t, err, vault.ErrNoSubject)
	_, err = b.vault.Erase(b.ctx, b.two, subject)
	require.ErrorIs(t, err, vault.ErrNoSubject)
}

// A person who is seen again is somebody new: the old events do not get a name back.
func TestErasedPersonComesBackAsSomebodyNew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old := b.record(t, b.one, logon("jo"))
	opened := b.read(t, b.vault, old)
	subject := userOf(opened).Subject
	_, err := b.vault.Erase(b.ctx, b.one, subject)
	require.NoError(t, err)
	_, err = b.vault.SubjectOf(b.ctx, b.one, event.SubjectRef{Kind: event.SubjectUserString, Value: "jo"})
	require.ErrorIs(t, err, vault.ErrNoSubject)

	fresh := b.record(t, b.one, logon("jo"))
	require.NotEqual(t, subject, userOf(b.read(t, b.vault, fresh)).Subject)
	require.Equal(t, "jo", userOf(b.read(t, b.vault, fresh)).Text())
	require.True(t, userOf(b.read(t, b.vault, old)).Erased())

	// Who still holds the old value can't write it to the log again.
	carried := b.record(t, b.one, opened)
	require.True(t, userOf(opened).Erased())
	require.True(t, userOf(b.read(t, b.vault, carried)).Erased())
}

func TestOtherProcessesStopOpeningInTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.process(t)
	e := b.record(t, b.one, logon("jo"))
	require.Equal(t, "jo", userOf(b.read(t, other, e)).Text())
	require.NoError(t, other.Seal(b.ctx, b.one, []uuid.UUID{uuid.New()}, []event.Payload{logon("jo")}))
	b.clock.advance(400 * time.Millisecond)
	_, err := b.vault.Erase(b.ctx, b.one, userOf(b.read(t, b.vault, e)).Subject)
	require.NoError(t, err)

	require.True(t, userOf(b.read(t, b.vault, e)).Erased(), "at once in the process that erased")
	b.clock.advance(time.Second)
	require.True(t, userOf(b.read(t, other, e)).Erased(), "a second later everywhere")
	again := logon("jo")
	require.NoError(t, other.Seal(b.ctx, b.one, []uuid.UUID{uuid.New()}, []event.Payload{again}))
	require.NotEqual(t, userOf(b.read(t, b.vault, e)).Subject, again.User.Subject)
}

func TestErasureInATransaction(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e := b.record(t, b.one, logon("jo"))
	subject := userOf(b.read(t, b.vault, e)).Subject
	for _, commit := range []bool{false, true} {
		tx, err := b.pool.Begin(b.ctx)
		require.NoError(t, err)
		_, err = b.vault.EraseTx(b.ctx, tx, b.one, subject)
		require.NoError(t, err)
		require.Equal(t, "jo", userOf(b.read(t, b.vault, e)).Text(), "not committed yet")
		if commit {
			require.NoError(t, tx.Commit(b.ctx))
		} else {
			require.NoError(t, tx.Rollback(b.ctx))
		}
		require.Equal(t, commit, userOf(b.read(t, b.vault, e)).Erased(), "without any time passing")
	}
}

// Any order of sealing, reading and erasing in two processes: what was erased before
// a call began, and a second ago in the other process, never opens; the rest always does.
func TestErasureAmongOtherCalls(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rapid.Check(t, func(rt *rapid.T) {
		vaults := []*vault.Vault{b.process(t), b.process(t)}
		type stored struct {
			event  event.Recorded
			user   string
			erased bool
		}
		var log []*stored
		prefix := uuid.NewString()
		rt.Repeat(map[string]func(*rapid.T){
			"seal": func(rt *rapid.T) {
				user := prefix + rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "user")
				b.vault = vaults[rapid.IntRange(0, 1).Draw(rt, "by")]
				log = append(log, &stored{event: b.record(rt, b.one, logon(user)), user: user})
			},
			"erase": func(rt *rapid.T) {
				if len(log) == 0 {
					rt.Skip("nobody yet")
				}
				s := rapid.SampledFrom(log).Draw(rt, "whom")
				p, err := catalog.Decode(s.event)
				require.NoError(rt, err)
				subject := userOf(p).Subject
				_, err = vaults[rapid.IntRange(0, 1).Draw(rt, "by")].Erase(b.ctx, b.one, subject)
				require.NoError(rt, err)
				for _, other := range log {
					q, err := catalog.Decode(other.event)
					require.NoError(rt, err)
					other.erased = other.erased || userOf(q).Subject == subject
				}
				b.clock.advance(time.Second)
			},
			"": func(rt *rapid.T) {
				ids, payloads := make([]uuid.UUID, len(log)), make([]event.Payload, len(log))
				for i, s := range log {
					p, err := catalog.Decode(s.event)
					require.NoError(rt, err)
					ids[i], payloads[i] = s.event.ID, p
				}
				require.NoError(rt, vaults[rapid.IntRange(0, 1).Draw(rt, "reader")].Open(b.ctx, b.one, ids, payloads))
				for i, s := range log {
					require.Equal(rt, s.erased, userOf(payloads[i]).Erased())
					if !s.erased {
						require.Equal(rt, s.user, userOf(payloads[i]).Text())
					}
				}
			},
		})
	})
}
