package importer_test

import (
	"strings"
	"testing"

	"coresync/adapters/importer"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestImport(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	run := func(kind directory.Kind, text string, change func(*importer.Request)) (importer.Result, error) {
		r := importer.Request{Tenant: l.A, Kind: kind, File: strings.NewReader(text), Actor: "cli:test"}
		if change != nil {
			change(&r)
		}
		return importer.Import(t.Context(), l, r)
	}
	const two = "external_id,name\n1,Acme\n2,Bolt\n"

	preview, err := run(directory.Customers, two, func(r *importer.Request) { r.Preview = true })
	require.NoError(t, err)
	require.Equal(t, importer.Result{Kind: "customers", Rows: 2, Created: 2, Preview: true}, preview)
	require.Empty(t, storetest.ReadAll(t, l, l.A))

	first, err := run(directory.Customers, two, nil)
	require.NoError(t, err)
	require.Equal(t, 2, first.Created)
	require.Equal(t, int64(2), first.Position)

	again, err := run(directory.Customers, two, nil)
	require.NoError(t, err)
	require.Equal(t, importer.Result{Kind: "customers", Rows: 2, Unchanged: 2}, again)

	third, err := run(directory.Customers, "external_id,name,city\n2,Bolt,Bath\n3,Crane,\n", func(r *importer.Request) { r.RemoveMissing = true })
	require.NoError(t, err)
	require.Equal(t, importer.Result{Kind: "customers", Rows: 2, Created: 1, Changed: 1, Removed: 1, Position: 5, Epoch: third.Epoch}, third)

	back, err := run(directory.Customers, two, nil)
	require.NoError(t, err, "what was removed may come back")
	require.Equal(t, 1, back.Created)
	require.Equal(t, 1, back.Changed, "and rows that are absent stay")
}

func TestImportSealsContactsAndKnowsThemAgain(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	run := func(kind directory.Kind, text string) (importer.Result, error) {
		return importer.Import(t.Context(), l, importer.Request{Tenant: l.A, Kind: kind, File: strings.NewReader(text), Actor: "cli:test"})
	}
	const kim = "external_id,customer_external_id,name,email\n9,1,Kim Contact,Kim@example.test\n"
	_, err := run(directory.Contacts, kim)
	require.ErrorContains(t, err, `line 2, customer_external_id: "1" is none of the customers; import those first`)

	_, err = run(directory.Customers, "external_id,name\n1,Acme\n")
	require.NoError(t, err)
	made, err := run(directory.Contacts, kim)
	require.NoError(t, err)
	require.Equal(t, 1, made.Created)
	again, err := run(directory.Contacts, kim)
	require.NoError(t, err)
	require.Equal(t, 1, again.Unchanged)

	recorded := storetest.ReadAll(t, l, l.A)[1]
	require.NotContains(t, string(recorded.Payload), "Kim")
	payload, err := l.Registry().Decode(recorded)
	require.NoError(t, err)
	require.True(t, payload.(*event.ContactRecorded).Email.Sealed())
}

// Who ends a contact by leaving it out of the file leaves no asset with somebody who is gone.
func TestImportTakesAssetsBackFromContactsThatEnd(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	run := func(kind directory.Kind, text string) importer.Result {
		done, err := importer.Import(t.Context(), l, importer.Request{Tenant: l.A, Kind: kind, File: strings.NewReader(text), Actor: "cli:test", RemoveMissing: true})
		require.NoError(t, err)
		return done
	}
	const heading = "external_id,customer_external_id,name\n"
	run(directory.Customers, "external_id,name\n1,Acme\n")
	run(directory.Contacts, heading+"8,1,Lee\n9,1,Kim\n")
	lee, kim := directory.ID(l.A, directory.Contacts, "8"), directory.ID(l.A, directory.Contacts, "9")
	assign := func(asset, contact uuid.UUID) {
		_, err := l.Append(t.Context(), eventstore.Append{Tenant: l.A, Actor: "test", Events: []event.New{{
			Stream: event.AssignmentStream(asset), Payload: &event.DeviceAssigned{Asset: asset, Contact: contact}}}})
		require.NoError(t, err)
	}
	one, two, passed := uuid.New(), uuid.New(), uuid.New()
	assign(one, kim)
	assign(two, lee)
	assign(passed, kim)
	assign(passed, lee)

	done := run(directory.Contacts, heading+"8,1,Lee\n")
	require.Equal(t, 1, done.Removed)
	require.Equal(t, 1, done.Unassigned)
	all := storetest.ReadAll(t, l, l.A)
	last := all[len(all)-2:]
	taken, err := l.Registry().Decode(last[0])
	require.NoError(t, err)
	require.Equal(t, &event.DeviceUnassigned{Asset: one, Contact: kim}, taken)
	require.Equal(t, event.Type("ContactRemoved"), last[1].Type)
}
