package e2e

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"coresync/adapters/ninjasim"

	"github.com/stretchr/testify/require"
)

// dayModels are the read models that a day's change of rules makes anew.
var dayModels = []string{"asset", "mapping"}

// dayRules concern all assets and each name of an organization.
const dayRules = `{"matching": {"legal_forms": []}, "asset": {"show_pending": true, "status_follows_connectivity": false}}`

// TestADayOnWhichRulesChangeAndNobodyNotices: people read, NinjaOne is polled, and an
// operator takes new rules through plan, rebuild, diff, promote and rollback, all by
// HTTP. No request fails, none goes back, and the morning stays what it was.
func TestADayOnWhichRulesChangeAndNobodyNotices(t *testing.T) {
	t.Parallel()
	d := newWorkday(t, 20_000)
	d.goesBy()
	require.Greater(t, d.reads.Load(), int64(100))
}

// goesBy is the day, from morning to evening.
func (d *workday) goesBy() {
	t := d.t
	morning := d.head()
	before := d.past(morning)
	d.begin()
	version := d.adopt()
	for _, model := range dayModels {
		d.remakes(model, version)
	}
	d.does(step{"promote", http.MethodPost, "/api/v1/projections/all/promote", `{"accept": true}`}, nil)
	for _, model := range dayModels {
		require.Equal(t, version, d.stands(model).Rules)
	}
	d.does(step{"rollback", http.MethodPost, "/api/v1/projections/all/rollback", ""}, nil)
	require.Equal(t, before, d.past(morning), "the morning is what it was")
	for _, model := range dayModels {
		evening := d.stands(model)
		require.Equal(t, "1", evening.Rules)
		require.True(t, evening.ready(), "what was rolled back may be promoted again")
		require.Equal(t, version, evening.Candidate.Rules)
		require.Equal(t, []string{"fsck", "retry", "diff", "promote", "cancel"}, evening.Allowed)
	}
	d.end()
	require.Greater(t, d.head(), morning, "the poller appended")
	d.has("projections", "fsck")
}

// remakes makes a read model anew under other rules, beside the live one.
func (d *workday) remakes(model, version string) {
	d.t.Helper()
	at := "/api/v1/projections/" + model
	var plan struct{ Rules string }
	d.does(step{"plan", http.MethodGet, at + "/plan", ""}, &plan)
	require.Equal(d.t, version, plan.Rules)
	d.does(step{"rebuild", http.MethodPost, at + "/rebuild", "{}"}, nil)
	await(d.t, patience, model+" is ready", func() bool { return d.stands(model).ready() })
	var diff struct{ Changes []json.RawMessage }
	d.does(step{"diff", http.MethodGet, at + "/diff?show=5", ""}, &diff)
	require.NotEmpty(d.t, diff.Changes)
	require.Equal(d.t, "1", d.stands(model).Rules, "nothing is live yet")
}

// standing is how a read model stands, by the API.
type standing struct {
	Name, Rules string
	Allowed     []string
	Candidate   *struct{ Rules, State string }
}

func (s standing) ready() bool { return s.Candidate != nil && s.Candidate.State == "ready" }

func (d *workday) stands(model string) standing {
	d.t.Helper()
	var all struct{ Items []standing }
	d.ask(step{"status", http.MethodGet, "/api/v1/projections", ""}, &all)
	at := slices.IndexFunc(all.Items, func(s standing) bool { return s.Name == model })
	require.GreaterOrEqual(d.t, at, 0)
	return all.Items[at]
}

func (d *workday) adopt() string {
	d.t.Helper()
	var adopted struct {
		RuleSet struct{ Version string } `json:"rule_set"`
	}
	d.does(step{"adopt", http.MethodPost, "/api/v1/rules", fmt.Sprintf(`{"rules": %s, "reason": "Names without legal forms."}`, dayRules)}, &adopted)
	return adopted.RuleSet.Version
}

// past digests what was known at a position: assets, mappings and a report.
func (d *workday) past(position int64) map[string][32]byte {
	d.t.Helper()
	digests := make(map[string][32]byte)
	for _, table := range []string{"assets", "mappings"} {
		digests[table] = sha256.Sum256([]byte(d.has("asof", table, "--position", fmt.Sprint(position), "--json")))
	}
	status, body := d.now().api.get(fmt.Sprintf("/api/v1/reports/devices-by-company?as_of=%d", position))
	require.Equal(d.t, http.StatusOK, status, "%s", body)
	digests["report"] = sha256.Sum256(body)
	return digests
}

// newWorkday is an installation that has synced its devices and serves them.
func newWorkday(t *testing.T, devices int) *workday {
	t.Helper()
	d := &workday{place: sharedPlace(t), faults: make(chan error, 10)}
	d.sql, d.sim = d.db.Pool(""), simulate(t, ninjasim.Config{Devices: devices, Orgs: 40, Users: 500})
	_, d.connection = d.connect(d.sim, "NinjaOne")
	first := hasJSON[syncRun](t, d.at("sync", "run", "--wait")...)
	require.Equal(t, "completed", first.State, "%+v", first)
	d.start()
	return d
}
