package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// nights is an installation whose read models are looked after.
type nights struct {
	*place
	t          *testing.T
	sql        *pgxpool.Pool
	sim        *simulator
	connection uuid.UUID
	api        website
}

func newNights(t *testing.T) *nights {
	t.Helper()
	n := &nights{place: sharedPlace(t), t: t, sim: simulate(t, ninjasim.Config{Devices: 40, Orgs: 4})}
	n.sql = n.db.Pool("")
	_, n.connection = n.connect(n.sim, "NinjaOne")
	require.Equal(t, 40, hasJSON[syncRun](t, n.at("sync", "run", "--wait")...).Counts.Created)
	_, n.api = n.serve()
	await(t, patience, "the read models follow", func() bool { return len(n.api.list("/api/v1/assets")) > 0 && n.model().Position == n.model().Head })
	return n
}

// modelled is how a read model stands, with what was found about it.
type modelled struct {
	Name, State    string
	Position, Head int64
	Blocked        int64 `json:"blocked_rows"`
	BlockedBy      []struct {
		Row             string
		Error           string
		Later, Attempts int64
	} `json:"blocked_by"`
	Work *struct{ Verb, State, Message string }
}

// model is how assets stand.
func (n *nights) model() modelled {
	n.t.Helper()
	var all struct{ Items []modelled }
	n.must(http.MethodGet, "/api/v1/projections", &all)
	at := slices.IndexFunc(all.Items, func(m modelled) bool { return m.Name == "asset" })
	require.GreaterOrEqual(n.t, at, 0)
	return all.Items[at]
}

func (n *nights) must(method, path string, into any) {
	n.t.Helper()
	status, body := n.api.send(method, path, "")
	require.Less(n.t, status, 300, "%s %s: %s", method, path, body)
	if into != nil {
		require.NoError(n.t, json.Unmarshal(body, into), "%s", body)
	}
}

// found waits until the newest comparison of the assets with the log has ended so.
func (n *nights) found(state string) string {
	n.t.Helper()
	var m modelled
	await(n.t, patience, "what was compared is "+state, func() bool {
		m = n.model()
		return m.Work != nil && m.Work.Verb == "fsck" && m.Work.State == state
	})
	return m.Work.Message
}

func (n *nights) hand(sql string, args ...any) {
	n.t.Helper()
	tag, err := n.sql.Exec(n.t.Context(), sql, args...)
	require.NoError(n.t, err)
	require.EqualValues(n.t, 1, tag.RowsAffected())
}

// ids are those of the first assets that stand for one device each.
func (n *nights) ids(count int) (ids []string) {
	n.t.Helper()
	rows, err := n.sql.Query(n.t.Context(), `select id::text from rm_asset_b1.asset where asset is null or asset = id order by id limit $1`, count)
	require.NoError(n.t, err)
	defer rows.Close()
	for rows.Next() {
		var id string
		require.NoError(n.t, rows.Scan(&id))
		ids = append(ids, id)
	}
	require.Len(n.t, ids, count)
	return ids
}

// TestWhatWasChangedByHandIsFoundAtNightAndMended: a row is lost, another changed in
// SQL; the nightly comparison finds both and names them, and they are written anew
// from the log.
func TestWhatWasChangedByHandIsFoundAtNightAndMended(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	ids := n.ids(2)
	var every string
	require.NoError(t, n.sql.QueryRow(t.Context(), `select every || ' ' || to_char(next_at at time zone zone, 'HH24:MI') from jobs.schedules where kind = 'fsck'`).Scan(&every))
	require.Equal(t, "daily 03:30", every)
	n.hand(`delete from rm_asset_b1.asset where id = $1`, ids[0])
	n.hand(`update rm_asset_b1.asset set model = 'by hand' where id = $1`, ids[1])
	n.hand(`update jobs.schedules set next_at = clock_timestamp() where kind = 'fsck'`) // it is night
	said := n.found("differs")
	require.Contains(t, said, "1 rows are missing, 0 too many, 1 different")
	for _, id := range ids {
		require.Contains(t, said, id)
	}

	var mended struct {
		Tables []struct {
			Table                     string
			Missing, Extra, Different int
		}
	}
	n.must(http.MethodPost, "/api/v1/projections/asset/retry", &mended)
	require.Equal(t, []int{1, 0, 1}, []int{mended.Tables[0].Missing, mended.Tables[0].Extra, mended.Tables[0].Different})
	n.must(http.MethodPost, "/api/v1/projections/asset/fsck", nil)
	n.found("done")
}

// TestADeviceWhoseEventCannotBeReadIsShownAsItWas: others of the same sync go on, the
// answers say that something is missing, and of which asset; once it can be read, a
// retry brings it back.
func TestADeviceWhoseEventCannotBeReadIsShownAsItWas(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	bad, good := n.sim.approved()[0].ID, n.sim.approved()[1].ID
	was := n.named(int64(bad)).Name
	_, err := n.sql.Exec(t.Context(), fmt.Sprintf(`create function public.spoil() returns trigger language plpgsql as $$ begin
			if new.stream = '%s' then new.payload = '{"device": {"id": "a text"}}'; end if; return new; end $$;
		create trigger spoil before insert on eventstore.events for each row execute function public.spoil()`, event.DeviceStream(n.connection, int64(bad))))
	require.NoError(t, err)
	n.renames(bad, good, "RENAMED-1")
	await(t, patience, "the good one is shown", func() bool { return n.named(int64(good)).Name == "RENAMED-1" })
	m := n.model()
	require.Equal(t, "blocked", m.State)
	require.EqualValues(t, 1, m.Blocked)
	require.Contains(t, m.BlockedBy[0].Error, "DeviceObserved")
	shown := n.named(int64(bad))
	require.Equal(t, was, shown.Name)
	require.True(t, shown.Degraded)
	require.False(t, n.named(int64(good)).Degraded)
	require.Equal(t, "true", n.header("/api/v1/assets", "Coresync-Degraded"))

	n.must(http.MethodPost, "/api/v1/projections/asset/retry", nil)
	require.EqualValues(t, 2, n.model().BlockedBy[0].Attempts, "it can't be read yet")
	_, err = n.sql.Exec(t.Context(), `drop trigger spoil on eventstore.events`)
	require.NoError(t, err)
	n.renames(bad, good, "RENAMED-2")
	await(t, patience, "the good one is shown", func() bool { return n.named(int64(good)).Name == "RENAMED-2" })
	require.Positive(t, n.model().BlockedBy[0].Later)
	var mended struct {
		Unblocked int64 `json:"unblocked"`
		Still     int64 `json:"still_blocked"`
	}
	n.must(http.MethodPost, "/api/v1/projections/asset/retry", &mended)
	require.Equal(t, []int64{1, 0}, []int64{mended.Unblocked, mended.Still})
	n.must(http.MethodPost, "/api/v1/projections/mapping/retry", nil) // it reads devices, too
	shown = n.named(int64(bad))
	require.Equal(t, "RENAMED-2", shown.Name)
	require.False(t, shown.Degraded)
	require.Empty(t, n.header("/api/v1/assets", "Coresync-Degraded"))
	n.has("projections", "fsck", "asset")
}

func (n *nights) renames(bad, good int, name string) {
	n.t.Helper()
	for _, id := range []int{bad, good} {
		require.NoError(n.t, n.sim.Rename(id, name))
	}
	require.Equal(n.t, "completed", hasJSON[syncRun](n.t, n.at("sync", "run", "--wait")...).State)
}

type degradable struct {
	ID, Name string
	Degraded bool
	Device   struct{ ID int64 }
}

// named is the asset of a device, by its page and by the list, which must agree.
func (n *nights) named(device int64) (a degradable) {
	n.t.Helper()
	for _, item := range n.api.list("/api/v1/assets") {
		var listed degradable
		require.NoError(n.t, json.Unmarshal(item, &listed))
		if listed.Device.ID != device {
			continue
		}
		n.must(http.MethodGet, "/api/v1/assets/"+listed.ID, &a)
		require.Equal(n.t, listed, a)
		return a
	}
	require.Fail(n.t, "no asset", "%d", device)
	return a
}

func (n *nights) header(path, name string) string {
	n.t.Helper()
	got, err := n.api.once(n.t.Context(), http.MethodGet, path, "")
	require.NoError(n.t, err)
	return got.header.Get(name)
}
