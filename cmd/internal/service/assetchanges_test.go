package service

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/eventstore/storetest"
	"coresync/http/api"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// statements counts what is sent to the server.
type statements struct{ n atomic.Int64 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.n.Add(1)
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (s *statements) counted(t *testing.T, pool *pgxpool.Pool) *pgxpool.Pool {
	cfg := pool.Config()
	cfg.ConnConfig.Tracer = s
	counted, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(counted.Close)
	return counted
}

// manyAssets is a workspace with so many devices of one customer, one asset kept by hand
// and two contacts.
type manyAssets struct {
	*projectiontest.Bundle
	t        *testing.T
	changes  assetChanges
	undos    undos
	sent     *statements
	devices  []uuid.UUID
	kept     uuid.UUID
	contacts [2]uuid.UUID
}

func newManyAssets(t *testing.T, n int) *manyAssets {
	b := projectiontest.New(t, catalog.Models()...)
	m := &manyAssets{Bundle: b, t: t, sent: &statements{}}
	conn, customer := uuid.New(), directory.ID(b.A, directory.Customers, "acme")
	m.kept = directory.ID(b.A, directory.Assets, "projector")
	events := []event.New{
		{Stream: event.CustomerStream(customer), Payload: &event.CustomerRecorded{ID: customer, ExternalID: "acme", Name: "Acme"}, Tag: []byte{1}},
		{Stream: event.OrganizationStream(conn, 1), Payload: &event.OrgObserved{Connection: conn, OrganizationID: 1, Organization: json.RawMessage(`{"id":1,"name":"Acme"}`)}},
		{Stream: event.MappingStream(conn, 1), Payload: &event.OrganizationMapped{Connection: conn, OrganizationID: 1, Customer: customer}},
		{Stream: directory.Assets.Stream(m.kept), Payload: &event.ManualAssetRecorded{ID: m.kept, ExternalID: "projector", Customer: customer, Name: "Projector", Category: "Other", Status: "in_use"}, Tag: []byte{1}},
	}
	for i := range m.contacts {
		m.contacts[i] = directory.ID(b.A, directory.Contacts, fmt.Sprint(i))
		events = append(events, event.New{Stream: event.ContactStream(m.contacts[i]), Tag: []byte{1}, Payload: &event.ContactRecorded{
			ID: m.contacts[i], ExternalID: fmt.Sprint(i), Customer: customer, Name: personal(m.contacts[i], fmt.Sprint("Person ", i)),
		}})
	}
	for id := range int64(n) {
		events = append(events, event.New{Stream: event.DeviceStream(conn, id+1), Payload: &event.DeviceObserved{Connection: conn, DeviceID: id + 1, Device: json.RawMessage(fmt.Sprintf(
			`{"id":%d,"organizationId":1,"nodeClass":"WINDOWS_WORKSTATION","systemName":"PC-%d","approvalStatus":"APPROVED","offline":false}`, id+1, id+1))}})
		m.devices = append(m.devices, rowid.Device(b.A, conn, id+1))
	}
	_, err := b.AppendAll(t.Context(), eventstore.Append{Tenant: b.A, Actor: "test", Events: events})
	require.NoError(t, err)
	b.Project()

	store, err := eventstore.Open(m.sent.counted(t, b.Pool), eventstore.Config{Registry: event.Catalog(), Sealer: storetest.Sealer{}, Clock: b.Clock.Now})
	require.NoError(t, err)
	t.Cleanup(store.Close)
	people := opener{store.Sealer()}
	queries := reads{pool: m.sent.counted(t, b.DB.Pool(postgres.RoleApp)), now: b.Clock.Now, past: b.Engine,
		zone: func(context.Context, uuid.UUID) (*time.Location, error) { return time.UTC, nil }}
	assign := associations{store, queries, people}
	m.changes = assetChanges{assets{directoryWriter{store}, queries, people, b.Engine}, assign}
	m.undos = undos{store, queries, assign}
	return m
}

func (m *manyAssets) all() *api.AssetMatching {
	m.t.Helper()
	found, err := m.changes.Select(m.t.Context(), api.Scope{Tenant: m.A}, api.AssetFilter{Statuses: []string{"in_use"}}, "")
	require.NoError(m.t, err)
	return &api.AssetMatching{Filter: api.AssetFilter{Statuses: []string{"in_use"}}, Selection: found.Data.Selection}
}

// change carries a change out, and tells what came of it and how many statements it took.
func (m *manyAssets) change(key string, change api.AssetChange) (api.AssetsChanged, map[string]int, int) {
	m.t.Helper()
	c := api.Command{Tenant: m.A, Actor: "test"}
	if key != "" {
		c.AppendID = uuid.NewSHA1(m.A, []byte(key))
	}
	before := m.sent.n.Load()
	done, err := m.changes.Change(m.t.Context(), c, change)
	require.NoError(m.t, err)
	took := int(m.sent.n.Load() - before)
	m.Project()
	counts := map[string]int{}
	for _, row := range done.Rows {
		counts[row.Outcome]++
	}
	return done, counts, took
}

func (m *manyAssets) count(where string) int64 {
	m.t.Helper()
	return m.Row(`select count(*) as n from readmodel.assets where tenant_id = $1 and `+where, m.A)["n"].(int64)
}

// All that match are changed in few statements, whatever their number; sent twice, once;
// taken back in part and whole.
func TestAST_02_AllThatMatchAreChangedInFewStatements(t *testing.T) {
	t.Parallel()
	const n = 1200
	m := newManyAssets(t, n)
	lost := "lost"
	change := api.AssetChange{Matching: m.all(), Action: api.ChangeSet, Status: &lost}
	done, counts, took := m.change("one", change)
	require.Equal(t, map[string]int{"saved": n + 1}, counts)
	require.Less(t, took, n/6, "some for each part, not one for each asset")
	require.EqualValues(t, n+1, m.count(`status = 'lost'`))

	again, counts, _ := m.change("one", change)
	require.True(t, again.Replayed)
	require.Equal(t, done.Undo, again.Undo)
	require.Equal(t, map[string]int{"saved": n + 1}, counts, "it answers what it did, though nothing is under its filter now")
	_, err := m.changes.Change(t.Context(), api.Command{Tenant: m.A, Actor: "test"}, change)
	var refused *domain.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "selection_changed", refused.Reason)
	require.Contains(t, refused.Message, "1201 assets matched when you looked, 0 match now. Nothing was changed")

	before := m.sent.n.Load()
	part, err := m.undos.Undo(t.Context(), api.Command{Tenant: m.A, Actor: "test"}, *done.Undo, []string{event.AssetStream(m.devices[3]), event.AssetStream(m.kept)})
	require.NoError(t, err)
	require.Len(t, part.Rows, 2)
	m.Project()
	require.EqualValues(t, 2, m.count(`status = 'in_use'`))
	rest, err := m.undos.Undo(t.Context(), api.Command{Tenant: m.A, Actor: "test"}, *done.Undo, nil)
	require.NoError(t, err)
	require.Len(t, rest.Rows, n+1)
	m.Project()
	require.EqualValues(t, n+1, m.count(`status = 'in_use'`))
	require.Less(t, m.sent.n.Load()-before, int64(n), "taking it back reads many at once, too")
}

// A list that others match since is not what was selected, be they as many.
func TestAST_02_OnlyWhatWasSelectedIsChanged(t *testing.T) {
	t.Parallel()
	m := newManyAssets(t, 12)
	lost, used := "lost", "in_use"
	_, _, _ = m.change("", api.AssetChange{Assets: m.devices[:3], Action: api.ChangeSet, Status: &lost})
	seen := m.all()
	_, _, _ = m.change("", api.AssetChange{Assets: m.devices[:1], Action: api.ChangeSet, Status: &used})
	_, _, _ = m.change("", api.AssetChange{Assets: m.devices[5:6], Action: api.ChangeSet, Status: &lost})
	head, err := m.Head(t.Context(), m.A)
	require.NoError(t, err)
	_, err = m.changes.Change(t.Context(), api.Command{Tenant: m.A, Actor: "test"}, api.AssetChange{Matching: seen, Action: api.ChangeIgnore})
	require.ErrorContains(t, err, "Other assets match now than when you looked, again 10. Nothing was changed")
	after, err := m.Head(t.Context(), m.A)
	require.NoError(t, err)
	require.Equal(t, head.Position, after.Position)
}

// What can't be changed says why, and leaves the others alone.
func TestAST_02_EachAssetThatIsLeftSaysWhy(t *testing.T) {
	t.Parallel()
	m := newManyAssets(t, 9)
	gone := uuid.New()
	done, counts, _ := m.change("", api.AssetChange{Assets: append([]uuid.UUID{m.kept, gone}, m.devices...), Action: api.ChangeLock, Field: "name"})
	require.Equal(t, map[string]int{"saved": 9, "refused": 2}, counts)
	for _, row := range done.Rows {
		switch row.Asset.ID {
		case m.kept:
			require.Contains(t, row.Message, "kept by hand")
		case gone:
			require.Contains(t, row.Message, "There is no such asset")
		}
	}
	_, counts, _ = m.change("", api.AssetChange{Assets: append([]uuid.UUID{m.kept}, m.devices...), Action: api.ChangeUnlock, Field: "name"})
	require.Equal(t, map[string]int{"saved": 9, "refused": 1}, counts)
	done, counts, _ = m.change("", api.AssetChange{Assets: m.devices, Action: api.ChangeLock, Field: "serial_number"})
	require.Equal(t, map[string]int{"refused": 9}, counts)
	require.Nil(t, done.Undo)
	require.Contains(t, done.Rows[0].Message, "nothing to lock")
	_, counts, _ = m.change("", api.AssetChange{Matching: m.all(), Action: api.ChangeIgnore})
	require.Equal(t, map[string]int{"saved": 10}, counts, "one kept by hand is removed")
	require.Zero(t, m.count("true"))
	for _, wrong := range []api.AssetChange{
		{Action: api.ChangeIgnore}, {Assets: m.devices, Action: "paint"}, {Assets: m.devices, Action: api.ChangeSet},
		{Assets: m.devices, Action: api.ChangeSet, Customer: &gone}, {Assets: m.devices, Action: api.ChangeSet, Status: new("sold")},
		{Assets: m.devices, Action: api.ChangeLock, Field: "os"}, {Assets: m.devices, Action: api.ChangeAssign},
	} {
		_, err := m.changes.Change(t.Context(), api.Command{Tenant: m.A, Actor: "test"}, wrong)
		require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), "%v", wrong)
	}
}

// Many are given to one contact in few statements, and nobody is replaced.
func TestASG_03_ManyAreAssignedAtOnceAndNobodyIsReplaced(t *testing.T) {
	t.Parallel()
	const n = 600
	m := newManyAssets(t, n)
	_, counts, _ := m.change("", api.AssetChange{Assets: m.devices[:2], Action: api.ChangeAssign, Contact: &m.contacts[0]})
	require.Equal(t, map[string]int{"saved": 2}, counts)
	change := api.AssetChange{Matching: m.all(), Action: api.ChangeAssign, Contact: &m.contacts[1]}
	done, counts, took := m.change("twice", change)
	require.Equal(t, map[string]int{"saved": n - 1, "conflict": 2}, counts)
	require.Less(t, took, n/6)
	again, counts, _ := m.change("twice", change)
	require.True(t, again.Replayed)
	require.Equal(t, done.Undo, again.Undo)
	require.Equal(t, map[string]int{"saved": n - 1}, counts)
	require.Equal(t, n+1, again.Selected, "two of them were not changed, and the answer lets that be seen")
	_, counts, _ = m.change("", api.AssetChange{Assets: m.devices[:4], Action: api.ChangeUnassign})
	require.Equal(t, map[string]int{"saved": 4}, counts)
	undone, err := m.undos.Undo(t.Context(), api.Command{Tenant: m.A, Actor: "test"}, *done.Undo, nil)
	require.NoError(t, err)
	outcomes := map[string]int{}
	for _, row := range undone.Rows {
		outcomes[row.Outcome]++
	}
	require.Equal(t, map[string]int{api.UndoUndone: n - 3, api.UndoUnchanged: 2}, outcomes, "two have nobody already")
}
