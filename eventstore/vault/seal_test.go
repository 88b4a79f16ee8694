package vault_test

import (
	"fmt"
	"strings"
	"testing"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/vault"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func drawContact(t *rapid.T) *event.ContactRecorded {
	subject := rapid.StringN(1, 10, -1).Draw(t, "subject")
	personal := func(name string) event.Personal {
		value := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.StringN(8, 40, -1)).Draw(t, name)
		return event.PlainPersonal(event.SubjectContact, subject, value)
	}
	return &event.ContactRecorded{ID: uuid.New(), Name: personal("name"), Email: personal("email"), Phone: personal("phone")}
}

// Sealed, encoded, decoded and opened, a value is what it was; in between it is nowhere to be seen.
func TestSealedComesBackAsItWas(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.process(t)
	rapid.Check(t, func(t *rapid.T) {
		contact := drawContact(t)
		before := *contact
		e := b.record(t, b.one, contact)
		for _, plain := range []string{before.Name.Value, before.Email.Value, before.Phone.Value} {
			if len(plain) >= 8 {
				require.NotContains(t, string(e.Payload), plain)
			}
		}
		reader := b.vault
		if rapid.Bool().Draw(t, "another process") {
			reader = other
		}
		after := b.read(t, reader, e).(*event.ContactRecorded)
		require.Equal(t, before.Name.Value, after.Name.Text())
		require.Equal(t, before.Email.Value, after.Email.Text())
		require.Equal(t, before.Phone.Value, after.Phone.Text())
		require.Equal(t, before.Phone.Absent(), after.Phone.Absent())

		again, err := event.Encode(after)
		require.NoError(t, err)
		require.Equal(t, string(e.Payload), string(again), "opening changes nothing of what is stored")
	})
}

func TestEqualLengthsWithinABlockLookAlike(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lengths := map[int]int{}
	for n := 1; n <= 32; n++ {
		p := logon(strings.Repeat("x", n))
		b.record(t, b.one, p)
		lengths[len(p.User.Cipher)]++
	}
	require.Equal(t, map[int]int{12 + 16 + 16: 15, 12 + 32 + 16: 16, 12 + 48 + 16: 1}, lengths)
}

func TestWrongPlaceIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sealed := func() (event.Recorded, *event.ContactRecorded) {
		e := b.record(t, b.one, &event.ContactRecorded{
			Name:  event.PlainPersonal(event.SubjectContact, "c-1", "Jo Doe"),
			Email: event.PlainPersonal(event.SubjectContact, "c-1", "jo@example.com"),
		})
		p, err := catalog.Decode(e)
		require.NoError(t, err)
		return e, p.(*event.ContactRecorded)
	}
	requireFault := func(tenant, id uuid.UUID, p event.Payload, path string, cause error) {
		t.Helper()
		ids := []uuid.UUID{uuid.New(), id}
		err := b.vault.Open(b.ctx, tenant, ids, []event.Payload{&event.OrgVanished{}, p})
		var fault *vault.SealedError
		require.ErrorAs(t, err, &fault)
		require.Equal(t, vault.SealedError{Tenant: tenant, At: 1, Event: id, Type: "ContactRecorded", Path: path, Cause: cause}, *fault)
		require.Contains(t, err.Error(), fmt.Sprintf("member %s of ContactRecorded %s (number 1 of the batch) of tenant %s", path, id, tenant))
	}

	_, p := sealed()
	requireFault(b.one, uuid.New(), p, "name", vault.ErrNotOfThisPlace)

	e, p := sealed()
	p.Name, p.Email = p.Email, p.Name
	requireFault(b.one, e.ID, p, "name", vault.ErrNotOfThisPlace)

	e, p = sealed()
	p.Email.Cipher[20] ^= 1
	requireFault(b.one, e.ID, p, "email", vault.ErrNotOfThisPlace)

	e, p = sealed()
	p.Email.Cipher = p.Email.Cipher[:10]
	requireFault(b.one, e.ID, p, "email", vault.ErrNotOfThisPlace)

	e, p = sealed()
	p.Name.KeyVersion = 2
	requireFault(b.one, e.ID, p, "name", vault.ErrKeyMissing)

	e, p = sealed()
	b.record(t, b.two, logon("anybody"))
	requireFault(b.two, e.ID, p, "name", vault.ErrKeyMissing)
	// Even with the other tenant's key row beside it nothing opens.
	_, err := b.pool.Exec(b.ctx, `insert into vault.subject_keys (tenant_id, subject, version, wrapped)
		select $2, subject, version, wrapped from vault.subject_keys where tenant_id = $1`, b.one, b.two)
	require.NoError(t, err)
	err = b.vault.Open(b.ctx, b.two, []uuid.UUID{e.ID}, []event.Payload{p})
	require.ErrorContains(t, err, "is not wrapped by this tenant's key, or was changed")
	require.False(t, p.Name.Erased())
}

func TestPayloadsMayBeSealedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := logon(`EXAMPLE\jo`)
	first := b.record(t, b.one, p)
	second := b.record(t, b.one, p) // an attempt is repeated under a new event id
	require.NotEqual(t, first.Payload, second.Payload)
	third := b.record(t, b.one, b.read(t, b.vault, second)) // a value is carried forward
	for _, e := range []event.Recorded{first, second, third} {
		got := userOf(b.read(t, b.process(t), e))
		require.Equal(t, `EXAMPLE\jo`, got.Text())
		require.Equal(t, p.User.Subject, got.Subject)
	}

	unopened, err := catalog.Decode(first)
	require.NoError(t, err)
	before := *userOf(unopened)
	fresh := logon("fresh")
	err = b.vault.Seal(b.ctx, b.one, []uuid.UUID{uuid.New(), uuid.New()}, []event.Payload{fresh, unopened})
	require.ErrorIs(t, err, vault.ErrSealedElsewhere)
	require.True(t, fresh.User.Plain(), "a failed batch is left as it was")
	require.Equal(t, before, *userOf(unopened))
}

func TestTenantsAndPersonsAreApart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	jo, jim, other := logon("jo"), logon("jim"), logon("jo")
	b.record(t, b.one, jo)
	b.record(t, b.one, jim)
	b.record(t, b.two, other)
	account := &event.UserObserved{Email: event.PlainPersonal(event.SubjectAccount, "jo", "jo@example.com")}
	b.record(t, b.one, account)
	subjects := map[uuid.UUID]bool{jo.User.Subject: true, jim.User.Subject: true, other.User.Subject: true, account.Email.Subject: true}
	require.Len(t, subjects, 4)
	require.Equal(t, uuid.Version(4), jo.User.Subject.Version())

	found, err := b.process(t).SubjectOf(b.ctx, b.one, event.SubjectRef{Kind: event.SubjectUserString, Value: "jo"})
	require.NoError(t, err)
	require.Equal(t, jo.User.Subject, found)
	_, err = b.vault.SubjectOf(b.ctx, b.one, event.SubjectRef{Kind: event.SubjectUserString, Value: "nobody"})
	require.ErrorIs(t, err, vault.ErrNoSubject)
}

func TestTenantMustExist(t *testing.T) {
	t.Parallel()
	b := setup(t)
	nobody := uuid.New()
	err := b.vault.Seal(b.ctx, nobody, []uuid.UUID{uuid.New()}, []event.Payload{logon("jo")})
	require.ErrorIs(t, err, eventstore.ErrNoTenant)
	_, err = b.vault.Tagger(b.ctx, nobody)
	require.ErrorIs(t, err, eventstore.ErrNoTenant)
	_, err = b.vault.Erase(b.ctx, nobody, uuid.New())
	require.ErrorIs(t, err, vault.ErrNoSubject)
}
