package vault_test

import (
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/vault"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func (b *testBundle) expire(tb require.TestingT, v *vault.Vault, before time.Time) {
	for left := true; left; {
		require.NoError(tb, pgx.BeginFunc(b.ctx, b.pool, func(tx pgx.Tx) (err error) {
			left, err = v.ExpireTx(b.ctx, tx, b.one, before)
			return err
		}))
	}
}

// Whatever is sealed and ended in any weeks, by any process: what was sealed before the end
// of the newest week that was ended can't be opened, and all else can; erased stays erased.
func TestGAP_07_WhatIsOlderThanAWeekThatWasEndedIsUnreadable(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rapid.Check(t, func(rt *rapid.T) {
		vaults := []*vault.Vault{b.process(t), b.process(t)}
		type stored struct {
			event  event.Recorded
			user   string
			at     time.Time
			erased bool
		}
		var log []*stored
		var limit time.Time
		prefix := uuid.NewString()
		rt.Repeat(map[string]func(*rapid.T){
			"seal": func(rt *rapid.T) {
				user := prefix + rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "user")
				b.vault = rapid.SampledFrom(vaults).Draw(rt, "by")
				log = append(log, &stored{event: b.record(rt, b.one, logon(user)), user: user, at: b.clock.Now()})
			},
			"wait": func(rt *rapid.T) {
				b.clock.advance(time.Duration(rapid.IntRange(1, 20*24).Draw(rt, "hours")) * time.Hour)
			},
			"expire": func(rt *rapid.T) {
				before := b.clock.Now().AddDate(0, 0, -rapid.IntRange(7, 60).Draw(rt, "days"))
				b.expire(rt, rapid.SampledFrom(vaults).Draw(rt, "by"), before)
				due, err := vaults[0].Due(b.ctx, b.one, before)
				require.NoError(rt, err)
				require.Zero(rt, due, "what was done is not due again")
				if end := vault.WeekOf(before); end.After(limit) {
					limit = end
				}
				b.clock.advance(time.Second)
			},
			"erase": func(rt *rapid.T) {
				if len(log) == 0 {
					rt.Skip("nobody yet")
				}
				of := rapid.SampledFrom(log).Draw(rt, "whom")
				p, err := catalog.Decode(of.event)
				require.NoError(rt, err)
				_, err = vaults[0].Erase(b.ctx, b.one, userOf(p).Subject)
				require.NoError(rt, err)
				for _, other := range log {
					q, err := catalog.Decode(other.event)
					require.NoError(rt, err)
					other.erased = other.erased || userOf(q).Subject == userOf(p).Subject
				}
				b.clock.advance(time.Second)
			},
			"": func(rt *rapid.T) {
				reader := rapid.SampledFrom(vaults).Draw(rt, "reader")
				for _, s := range log {
					p := b.read(rt, reader, s.event)
					require.Equal(rt, s.erased || s.at.Before(limit), userOf(p).Erased(), "sealed %s, ended before %s", s.at, limit)
					if !userOf(p).Erased() {
						require.Equal(rt, s.user, userOf(p).Text())
					}
				}
			},
		})
	})
}

// A person stays the same subject from week to week; other kinds have one key for good.
func TestAWeekChangesNoSubjectAndEndsNoOtherKind(t *testing.T) {
	t.Parallel()
	b := setup(t)
	contact := func() event.Payload {
		return &event.ContactRecorded{Name: event.PlainPersonal(event.SubjectContact, "c", "Jo")}
	}
	first, named := b.record(t, b.one, logon("jo")), b.record(t, b.one, contact())
	b.clock.advance(40 * 24 * time.Hour)
	second := b.record(t, b.one, logon("jo"))
	b.expire(t, b.vault, b.clock.Now().AddDate(0, 0, -14))
	one, two := userOf(b.read(t, b.vault, first)), userOf(b.read(t, b.process(t), second))
	require.Equal(t, one.Subject, two.Subject)
	require.True(t, one.Erased())
	require.Equal(t, "jo", two.Text())
	require.Equal(t, "Jo", b.read(t, b.vault, named).(*event.ContactRecorded).Name.Text())
	third := b.record(t, b.one, logon("jo"))
	require.Equal(t, one.Subject, userOf(b.read(t, b.vault, third)).Subject)
}
