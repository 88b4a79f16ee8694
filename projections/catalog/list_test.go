package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/connection"
	"coresync/projections/directory"
	"coresync/projections/mapping"
	"coresync/projections/projectiontest"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// seeded has a connection with three organizations and seven devices, and two customers.
func seeded(t *testing.T) (*projectiontest.Bundle, uuid.UUID, uuid.UUID) {
	b := projectiontest.New(t, catalog.Models()...)
	conn, acme, other := uuid.New(), uuid.New(), uuid.New()
	b.Append(
		event.New{Stream: event.ConnectionStream(conn), Payload: &event.ConnectionAdded{Connection: conn, Name: "Main", Region: "EU"}},
		event.New{Stream: event.CustomerStream(acme), Payload: &event.CustomerRecorded{ID: acme, ExternalID: "1", Name: "The Acme Co.", Number: "K-7"}},
		event.New{Stream: event.CustomerStream(other), Payload: &event.CustomerRecorded{ID: other, ExternalID: "2", Name: "Zeta"}},
	)
	for i, name := range []string{"ACME", "Unknown Ltd", "Lab"} {
		id := int64(i + 1)
		b.Append(event.New{Stream: event.OrganizationStream(conn, id), Payload: &event.OrgObserved{
			Connection: conn, OrganizationID: id, Organization: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":%q}`, id, name)),
		}})
	}
	for id := int64(1); id <= 7; id++ {
		b.Append(event.New{Stream: event.DeviceStream(conn, id), Payload: &event.DeviceObserved{
			Connection: conn, DeviceID: id, Device: json.RawMessage(fmt.Sprintf(
				`{"id":%d,"organizationId":%d,"nodeClass":"MAC","offline":%t,"systemName":"PC-%d","lastContact":%d.5}`,
				id, 1+id%3, id%2 == 0, 9-id, 1700000000+id)),
		}})
	}
	b.Append(
		event.New{Stream: event.MappingStream(conn, 3), Payload: &event.OrganizationIgnored{Connection: conn, OrganizationID: 3, Reason: "lab"}},
		event.New{Stream: event.SyncStream(conn), Payload: &event.SyncFailed{Connection: conn, Run: uuid.New(), EndedAt: time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC), Reason: "wrong_region", Message: "Choose another region."}},
	)
	b.Project()
	return b, conn, acme
}

func read(t *testing.T, b *projectiontest.Bundle, fn func(r *projections.Reading) error) {
	t.Helper()
	require.NoError(t, projections.Read(t.Context(), b.DB.Pool(postgres.RoleApp), b.A, b.Clock.Now(), fn))
}

func names(items []asset.Asset) []string {
	out := make([]string, len(items))
	for i := range items {
		out[i] = items[i].Name
	}
	return out
}

func TestAssetsAreListedByPageFilterAndSort(t *testing.T) {
	t.Parallel()
	b, _, acme := seeded(t)
	read(t, b, func(r *projections.Reading) error {
		var all []string
		page := query.Page{Limit: 3, Count: true}
		for {
			got, err := asset.List(t.Context(), r, asset.Filter{}, page)
			require.NoError(t, err)
			require.EqualValues(t, 7, *got.Total)
			all = append(all, names(got.Items)...)
			if page.After = got.Next; got.Next == nil {
				break
			}
		}
		require.Equal(t, []string{"PC-2", "PC-3", "PC-4", "PC-5", "PC-6", "PC-7", "PC-8"}, all)

		for name, c := range map[string]struct {
			filter asset.Filter
			page   query.Page
			want   []string
		}{
			"customer":     {filter: asset.Filter{Customers: []uuid.UUID{acme}}, want: []string{"PC-3", "PC-6"}},
			"no customer":  {filter: asset.Filter{NoCustomer: true, Connectivity: []string{"offline"}}, want: []string{"PC-5", "PC-7"}},
			"search":       {page: query.Page{Q: "pc 7"}, want: []string{"PC-7"}},
			"organization": {filter: asset.Filter{Organization: 3}, want: []string{"PC-4", "PC-7"}},
			"status":       {filter: asset.Filter{Statuses: []string{"available"}}, want: []string{"PC-3", "PC-5", "PC-7"}},
			"newest first": {page: query.Page{Sort: "last_contact", Descending: true, Limit: 2}, want: []string{"PC-2", "PC-3"}},
		} {
			got, err := asset.List(t.Context(), r, c.filter, c.page)
			require.NoError(t, err, name)
			require.Equal(t, c.want, names(got.Items), name)
		}
		for sort := range map[string]bool{"manufacturer": true, "serial_number": true, "customer": true, "warranty_end": true, "first_seen": true} {
			one, err := asset.List(t.Context(), r, asset.Filter{}, query.Page{Sort: sort, Limit: 4})
			require.NoError(t, err, sort)
			two, err := asset.List(t.Context(), r, asset.Filter{}, query.Page{Sort: sort, After: one.Next})
			require.NoError(t, err, sort)
			require.ElementsMatch(t, all, append(names(one.Items), names(two.Items)...), sort)
		}
		_, err := asset.List(t.Context(), r, asset.Filter{}, query.Page{Sort: "size", Limit: 501})
		require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
		_, err = asset.List(t.Context(), r, asset.Filter{}, query.Page{Sort: "last_contact", After: []string{"soon", uuid.NewString()}})
		require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
		return nil
	})
}

func TestMAP_05_AllOrganizationsAreListedWithTheirStatus(t *testing.T) {
	t.Parallel()
	b, conn, acme := seeded(t)
	read(t, b, func(r *projections.Reading) error {
		got, err := mapping.List(t.Context(), r, mapping.Filter{}, query.Page{})
		require.NoError(t, err)
		states := map[string]mapping.State{}
		for _, m := range got.Items {
			states[m.Name] = m.State
		}
		require.Equal(t, map[string]mapping.State{"ACME": mapping.MappedAuto, "Unknown Ltd": mapping.Unmatched, "Lab": mapping.Ignored}, states)
		require.Equal(t, "Unknown Ltd", got.Items[0].Name, "what needs attention comes first")
		require.Equal(t, "The Acme Co.", got.Items[1].CustomerName)
		require.Equal(t, acme, got.Items[1].Status.Customer)

		counts, err := mapping.Counts(t.Context(), r, mapping.Filter{Connection: conn})
		require.NoError(t, err)
		require.Equal(t, map[mapping.State]int64{mapping.MappedAuto: 1, mapping.Unmatched: 1, mapping.Ignored: 1}, counts)

		auto, err := mapping.List(t.Context(), r, mapping.Filter{States: []mapping.State{mapping.MappedAuto}}, query.Page{Q: "acm"})
		require.NoError(t, err)
		require.Len(t, auto.Items, 1)
		devices, err := asset.CountByOrganization(t.Context(), r)
		require.NoError(t, err)
		require.EqualValues(t, 2, devices[auto.Items[0].Organization.ID])
		byCustomer, err := asset.CountByCustomer(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, map[uuid.UUID]int64{acme: 2}, byCustomer)
		return nil
	})
}

func TestTheDirectoryAndConnectionsAreListed(t *testing.T) {
	t.Parallel()
	b, conn, acme := seeded(t)
	read(t, b, func(r *projections.Reading) error {
		customers, err := directory.Customers(t.Context(), r, query.Page{Q: "k-7"})
		require.NoError(t, err)
		require.Len(t, customers.Items, 1)
		require.Equal(t, acme, customers.Items[0].Thing.ID)
		_, err = directory.GetTicket(t.Context(), r, acme)
		require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
		for _, list := range []func() error{
			func() error {
				_, err := directory.Contacts(t.Context(), r, directory.Filter{Customer: acme}, query.Page{})
				return err
			},
			func() error {
				_, err := directory.Contracts(t.Context(), r, directory.Filter{}, query.Page{Sort: "end"})
				return err
			},
			func() error {
				_, err := directory.Tickets(t.Context(), r, directory.Filter{Status: "open"}, query.Page{})
				return err
			},
		} {
			require.NoError(t, list())
		}
		connections, err := connection.List(t.Context(), r, query.Page{})
		require.NoError(t, err)
		require.Equal(t, "wrong_region", connections.Items[0].LastFailure)
		runs, err := connection.Runs(t.Context(), r, connection.RunFilter{Connection: conn}, query.Page{Descending: true})
		require.NoError(t, err)
		require.Equal(t, "Main", runs.Items[0].ConnectionName)
		newest := runs.Items[0].EndedAt
		for _, after := range []struct {
			at   time.Time
			runs int
		}{{newest, 0}, {newest.Add(-time.Microsecond), 1}} {
			found, err := connection.Runs(t.Context(), r, connection.RunFilter{Connection: conn, EndedAfter: after.at}, query.Page{Descending: true})
			require.NoError(t, err)
			require.Len(t, found.Items, after.runs)
		}
		return nil
	})
}

func TestAnAnswerSaysWhereItStands(t *testing.T) {
	t.Parallel()
	b, _, _ := seeded(t)
	head, err := b.Head(t.Context(), b.A)
	require.NoError(t, err)
	read(t, b, func(r *projections.Reading) error {
		s := r.Standing(asset.Models()...)
		require.Equal(t, projections.Standing{
			Release: 1, Epoch: head.Epoch, Position: head.Position, RecordedAt: head.RecordedAt, Rules: "1",
		}, s)
		return nil
	})
	b.Clock.Advance(1e9)
	id := uuid.New()
	b.Append(event.New{Stream: event.CustomerStream(id), Payload: &event.CustomerRecorded{ID: id, Name: "New"}})
	b.Clock.Advance(7e9)
	read(t, b, func(r *projections.Reading) error {
		s := r.Standing()
		require.Equal(t, head.Position, s.Position)
		require.EqualValues(t, 7e9, s.Age)
		return nil
	})
	status, err := b.Engine.Status(t.Context(), b.A)
	require.NoError(t, err)
	require.Len(t, status, len(catalog.Models()))
	for _, s := range status {
		require.Equal(t, s.Position, s.Applied+s.Ignored+s.Superseded+s.Failed, s.Model)
		require.Equal(t, head.Position+1, s.Head)
	}
}
