package demo_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"coresync/http/api"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// board is a dashboard of Grafana, as far as its queries go.
type board struct {
	UID    string `json:"uid"`
	Panels []struct {
		Title   string `json:"title"`
		Targets []struct {
			SQL string `json:"rawSql"`
		} `json:"targets"`
	} `json:"panels"`
}

// timeFilter is the one macro of Grafana that the queries use.
var timeFilter = regexp.MustCompile(`\$__timeFilter\((\w+)\)`)

// Every query of every dashboard runs as coresync_reader over a demo, sees what is granted
// to that role and nothing else, and counts what the reports count.
func TestTheQueriesOfTheDashboards(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	conn, err := pgx.Connect(t.Context(), d.App.Settings.DatabaseURL)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	run := func(sql string) (rows []map[string]any) {
		t.Helper()
		found, err := conn.Query(t.Context(), timeFilter.ReplaceAllString(sql, "$1 between now() - interval '7 days' and now()"))
		require.NoError(t, err, sql)
		rows, err = pgx.CollectRows(found, pgx.RowToMap)
		require.NoError(t, err, sql)
		return rows
	}
	run("insert into projection.readers values ('coresync_reader', '" + d.Tenant.String() + "')")
	run("set role coresync_reader")

	files, err := filepath.Glob("../../../docs/dashboards/*.json")
	require.NoError(t, err)
	require.Len(t, files, 3)
	answers := map[string][]map[string]any{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var b board
		require.NoError(t, json.Unmarshal(raw, &b))
		require.NotEmpty(t, b.UID)
		for _, p := range b.Panels {
			for _, target := range p.Targets {
				answers[b.UID+" "+p.Title] = run(target.SQL)
			}
		}
	}
	for name, rows := range answers {
		if name != "coresync-sync What failed" { // nothing did
			require.NotEmpty(t, rows, name)
		}
	}
	report, err := d.App.Services().Reports.Companies(t.Context(), api.Scope{Tenant: d.Tenant}, api.ReportFilter{})
	require.NoError(t, err)
	require.EqualValues(t, report.Data.Total, answers["coresync-fleet Devices"][0]["devices"])
	require.Len(t, answers["coresync-fleet Devices by company"], len(report.Data.Rows))
	require.EqualValues(t, 0, answers["coresync-projections Most events behind"][0]["events"])

	run("reset role")
	run("delete from projection.readers")
	run("set role coresync_reader")
	require.EqualValues(t, 0, run("select count(*) as n from readmodel.projections")[0]["n"], "nothing is granted to it")
	require.EqualValues(t, 0, run("select count(*) as n from readmodel.warranties")[0]["n"])
}
