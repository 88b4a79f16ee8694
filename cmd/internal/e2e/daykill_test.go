package e2e

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestADayOnWhichTheProcessIsKilledAtEachStep: the same day, but the process is killed
// in the midst of each step, and the day ends the same. Where it is killed is told by
// what it waits for, not by the clock; how it goes on does not depend on how many
// devices there are, and a tenth of them leaves time for a dozen starts. make day kills it
// with as many as the uninterrupted day has.
func TestADayOnWhichTheProcessIsKilledAtEachStep(t *testing.T) {
	t.Parallel()
	d := newWorkday(t, killedDevices(t))
	killed := make(map[string]int)
	d.before = func(s step) {
		killed[s.verb]++
		d.killIn(s)
		if s.verb == "rebuild" {
			d.killWhileItRebuilds(s)
		}
	}
	d.goesBy()
	require.Equal(t, map[string]int{"adopt": 1, "plan": 2, "rebuild": 2, "diff": 2, "promote": 1, "rollback": 1}, killed)
}

// killedDevices is how many devices the killed day has: CORESYNC_KILLED_DAY, or 2,000.
func killedDevices(t *testing.T) int {
	t.Helper()
	text := cmp.Or(os.Getenv("CORESYNC_KILLED_DAY"), "2000")
	devices, err := strconv.Atoi(text)
	require.NoError(t, err, "CORESYNC_KILLED_DAY is a number of devices")
	return devices
}

// ambushes tell, for each verb, what is locked so that it stops in its midst, and how
// the statement begins that waits there.
var ambushes = map[string]struct{ lock, waits string }{
	"adopt":    {`lock table eventstore.appends in share mode`, `insert into eventstore.appends`},
	"plan":     {`lock table projection.paces in access exclusive mode`, `select events_per_second`},
	"rebuild":  {`lock table projection.rebuilds in share mode`, `insert into projection.rebuilds`},
	"diff":     {`select from projection.kept where role = 'candidate' for update`, `update projection.kept`},
	"promote":  {`select from projection.live for update`, `select release from projection.live`},
	"rollback": {`select from projection.live for update`, `select release from projection.live`},
}

// killIn lets a step run into a lock, kills the process there, and starts another.
func (d *workday) killIn(s step) {
	d.t.Helper()
	a := ambushes[s.verb]
	free := d.lock(a.lock)
	go func() { _, _ = d.now().api.once(context.Background(), s.method, s.path, s.content) }() // nobody hears the answer
	d.waits(a.waits)
	d.kill()
	free()
	d.start()
}

// killWhileItRebuilds kills the process that copies rows when it has copied them, and
// the next one, a verb of the command line, when it makes their indexes.
func (d *workday) killWhileItRebuilds(s step) {
	d.t.Helper()
	model := path.Base(path.Dir(s.path))
	copied := d.lock(`lock table projection.kept in share mode`)
	d.ask(s, nil)
	d.waits(`insert into projection.kept`)
	indexed := d.lock(fmt.Sprintf(`lock table %s in row exclusive mode`, d.newest(model)))
	d.kill()
	copied()
	d.start()
	verb := d.launch("projections", "rebuild", model)
	d.waits(`create%index`)
	verb.kill()
	indexed()
}

// newest is a table of the newest build of a read model.
func (d *workday) newest(model string) (table string) {
	d.t.Helper()
	err := d.sql.QueryRow(d.t.Context(), `select min(format('%I.%I', t.schemaname, t.tablename)) from pg_tables t
		where t.schemaname = (select format('rm_%s_b%s', $1::text, max(build)) from projection.builds where model = $1)`, model).Scan(&table)
	require.NoError(d.t, err)
	return table
}

// lock takes a lock that the program needs, until it is freed.
func (d *workday) lock(sql string) (free func()) {
	d.t.Helper()
	tx, err := d.sql.Begin(d.t.Context())
	require.NoError(d.t, err)
	_, err = tx.Exec(d.t.Context(), sql)
	require.NoError(d.t, err)
	free = func() { _ = tx.Rollback(context.Background()) }
	d.t.Cleanup(free)
	return free
}

// waits returns when a statement that begins so waits for a lock.
func (d *workday) waits(begins string) {
	d.t.Helper()
	await(d.t, patience, begins+" waits", func() (waits bool) {
		err := d.sql.QueryRow(d.t.Context(), `select exists (select from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock' and query ilike $1 || '%')`, begins).Scan(&waits)
		require.NoError(d.t, err)
		return waits
	})
}
