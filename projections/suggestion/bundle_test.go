package suggestion_test

import (
	"context"
	"fmt"
	"testing"

	"coresync/domain/event"
	"coresync/domain/observation"
	"coresync/domain/rowid"
	"coresync/eventstore/storetest"
	"coresync/projections"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// bundle is a tenant with customers whose organizations have their numbers.
type bundle struct {
	*projectiontest.Bundle
	keeper *suggestion.Keeper
	sealer *sealer
	conn   uuid.UUID
}

func setup(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{Bundle: projectiontest.New(t, catalog.Models()...), sealer: &sealer{erased: map[uuid.UUID]bool{}}, conn: uuid.New()}
	b.keeper = b.newKeeper(t, 0)
	return b
}

func (b *bundle) newKeeper(t require.TestingT, most int) *suggestion.Keeper {
	k, err := suggestion.New(suggestion.Config{
		Pool: b.Pool, Sealer: b.sealer, Clock: b.Clock.Now, MaxDevices: most, Rules: b.Engine.RulesOf,
		Erasures: func(context.Context, uuid.UUID) (int64, error) { return int64(len(b.sealer.erased)), nil },
	})
	require.NoError(t, err)
	return k
}

// sealer forgets the keys of some.
type sealer struct {
	storetest.Sealer
	erased map[uuid.UUID]bool
}

func (s *sealer) Open(ctx context.Context, tenant uuid.UUID, ids []uuid.UUID, payloads []event.Payload) error {
	for _, p := range payloads {
		for _, m := range event.PersonalMembers(p) {
			if s.erased[m.Value.Subject] {
				m.Value.Erase()
			}
		}
	}
	return s.Sealer.Open(ctx, tenant, ids, payloads)
}

func id(kind string, n int64) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s %d", kind, n))
}

func (b *bundle) asset(n int64) uuid.UUID { return rowid.Device(b.A, b.conn, n) }

// customer is a customer with its organization.
func (b *bundle) customer(n int64) []event.New {
	customer := id("customer", n)
	return []event.New{
		{Stream: event.CustomerStream(customer), Payload: &event.CustomerRecorded{ID: customer, Name: fmt.Sprint("Customer ", n)}},
		{Stream: event.OrganizationStream(b.conn, n), Payload: &event.OrgObserved{
			Connection: b.conn, OrganizationID: n, Organization: fmt.Appendf(nil, `{"id":%d,"name":"Organization %d"}`, n, n),
		}},
		b.mapped(n, n),
	}
}

func (b *bundle) mapped(organization, customer int64) event.New {
	return event.New{Stream: event.MappingStream(b.conn, organization), Payload: &event.OrganizationMapped{
		Connection: b.conn, OrganizationID: organization, Customer: id("customer", customer),
	}}
}

func (b *bundle) contact(n, customer int64, name, email string) event.New {
	contact := id("contact", n)
	personal := func(value string) event.Personal {
		return event.PlainPersonal(event.SubjectContact, contact.String(), value)
	}
	return event.New{Stream: event.ContactStream(contact), Payload: &event.ContactRecorded{
		ID: contact, ExternalID: fmt.Sprint(n), Customer: id("customer", customer), Name: personal(name), Email: personal(email),
	}}
}

func (b *bundle) device(n, organization int64, owner string) event.New {
	return event.New{Stream: event.DeviceStream(b.conn, n), Payload: &event.DeviceObserved{
		Connection: b.conn, DeviceID: n, Owner: event.PlainPersonal(event.SubjectEmail, owner, owner),
		Device: fmt.Appendf(nil, `{"id":%d,"organizationId":%d,"nodeClass":"WINDOWS_WORKSTATION","offline":false,"systemName":"PC-%d"}`, n, organization, n),
	}}
}

func (b *bundle) user(n int64, account string) event.New {
	return event.New{Stream: event.DeviceUserStream(b.conn, n), Payload: &event.DeviceUserObserved{
		Connection: b.conn, DeviceID: n, User: event.PlainPersonal(event.SubjectUserString, observation.UserSubject(account), account),
	}}
}

func (b *bundle) account(n int64, kind string, organization int64, email string) event.New {
	personal := func(value string) event.Personal {
		return event.PlainPersonal(event.SubjectAccount, fmt.Sprint(b.conn, n), value)
	}
	return event.New{Stream: event.AccountStream(b.conn, n), Payload: &event.UserObserved{
		Connection: b.conn, UserID: n, FirstName: personal("Given"), LastName: personal("Family"), Email: personal(email),
		Account: fmt.Appendf(nil, `{"id":%d,"userType":%q,"organizationId":%d}`, n, kind, organization),
	}}
}

func (b *bundle) decided(n int64, p event.Payload) event.New {
	return event.New{Stream: event.AssignmentStream(b.asset(n)), Payload: p}
}

// pass projects and matches.
func (b *bundle) pass(t require.TestingT) suggestion.Pass {
	require.NoError(t, b.Engine.CatchUp(context.Background(), b.A))
	p, err := b.keeper.CatchUp(context.Background(), b.A)
	require.NoError(t, err)
	return p
}

func (b *bundle) read(t require.TestingT, fn func(r *projections.Reading)) {
	require.NoError(t, projections.Read(context.Background(), b.Pool, b.A, b.Clock.Now(), func(r *projections.Reading) error {
		fn(r)
		return nil
	}))
}

func (b *bundle) list(t require.TestingT, f suggestion.Filter) (all []suggestion.Suggestion) {
	b.read(t, func(r *projections.Reading) {
		found, err := suggestion.List(context.Background(), r, b.Clock.Now(), f, query.Page{Limit: 500, Sort: "name"})
		require.NoError(t, err)
		all = found.Items
	})
	return all
}

func (b *bundle) of(t require.TestingT, n int64) suggestion.Suggestion {
	found := b.list(t, suggestion.Filter{Assets: []uuid.UUID{b.asset(n)}})
	require.Len(t, found, 1)
	return found[0]
}

// dump is all that is stored, without times and positions.
func (b *bundle) dump(t require.TestingT) []string {
	rows, err := b.Pool.Query(context.Background(), `
		select a::text from suggestion.assets a where tenant_id = $1
		union all select p::text from suggestion.people p where tenant_id = $1
		union all select format('%s %s', customer, signature) from suggestion.customers where tenant_id = $1 order by 1`, b.A)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}
