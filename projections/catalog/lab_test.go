package catalog_test

import (
	"testing"

	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestTheLabShowsEachRowWithItsCauseAndWritesNothing(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	b.Append(machine(conn, 1, "MAC"), machine(conn, 2, "NMS_SWITCH"), machine(conn, 3, "WINDOWS_SERVER"))
	b.Project()
	set := draft(t, `{}`)
	set.Asset.Categories["MAC"] = "Workstation"
	set.Asset.Categories["NMS_SWITCH"] = "Other"
	set.Asset.Categories["NMS_WAP"] = "Other" // nobody has one

	before := b.Row(`select (select max(position) from eventstore.events) as head, (select count(*) from projection.kept) as kept`)
	d, err := b.Engine.Try(t.Context(), b.A, asset.Name, set, 10)
	require.NoError(t, err)
	require.Equal(t, before, b.Row(`select (select max(position) from eventstore.events) as head, (select count(*) from projection.kept) as kept`))
	require.Len(t, d.Changes, 3)
	table := d.Tables[0]
	require.Equal(t, []int64{3, 0, 0, 2}, []int64{table.Rows, table.Added, table.Gone, table.Changed})
	causes := map[string][]string{}
	for _, r := range table.Shown {
		causes[r.Name] = r.Causes
	}
	require.Equal(t, map[string][]string{"PC-1": {"/asset/categories/MAC"}, "PC-2": {"/asset/categories/NMS_SWITCH"}}, causes)

	// What the lab says is what a rebuild makes.
	adopt(t, b, set)
	b.Project()
	order(t, b.Engine, projections.Order{Model: asset.Name, Tenant: b.A})
	made, err := b.Engine.Diff(t.Context(), b.A, asset.Name, 0)
	require.NoError(t, err)
	require.Equal(t, table.Fields, made.Tables[0].Fields)
	require.Equal(t, table.Effects, made.Tables[0].Effects)
}
