package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// workday is an installation at work: readers hammer its API, and a poller appends.
type workday struct {
	*place
	sim        *simulator
	connection uuid.UUID
	sql        *pgxpool.Pool // beside the program: sees and locks what it does
	before     func(step)    // what happens to the process first; nil: nothing

	life   atomic.Pointer[life]
	faults chan error
	reads  atomic.Int64
	polls  atomic.Int64
	stop   context.CancelFunc
	wg     sync.WaitGroup
}

// life is a process from its start to its end.
type life struct {
	*process
	api    website
	killed chan struct{} // closed before it is killed
	next   chan struct{} // closed when another one serves
}

// start starts the process that serves.
func (d *workday) start() {
	d.t.Helper()
	l := &life{killed: make(chan struct{}), next: make(chan struct{})}
	l.process, l.api = d.serve()
	if former := d.life.Swap(l); former != nil {
		close(former.next)
	}
}

func (d *workday) now() *life { return d.life.Load() }

// kill kills it; requests that it had are nobody's fault.
func (d *workday) kill() {
	d.t.Helper()
	close(d.now().killed)
	d.now().kill()
}

// step is a verb of an operator's.
type step struct{ verb, method, path, content string }

// does does it; the answer must be a good one.
func (d *workday) does(s step, into any) {
	d.t.Helper()
	if d.before != nil {
		d.before(s)
	}
	d.ask(s, into)
}

func (d *workday) ask(s step, into any) {
	d.t.Helper()
	status, body := d.now().api.send(s.method, s.path, s.content)
	require.Less(d.t, status, 300, "%s %s: %s", s.method, s.path, body)
	if into != nil {
		require.NoError(d.t, json.Unmarshal(body, into), "%s", body)
	}
}

// head is where the log ends.
func (d *workday) head() (position int64) {
	d.t.Helper()
	require.NoError(d.t, d.sql.QueryRow(d.t.Context(), `select max(position) from eventstore.events`).Scan(&position))
	return position
}

// begin lets people read, and NinjaOne be polled.
func (d *workday) begin() {
	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	d.t.Cleanup(func() { stop(); d.wg.Wait() })
	for range 2 {
		d.wg.Go(func() { d.note(ctx, d.read(ctx)) })
	}
	d.wg.Go(func() { d.note(ctx, d.poll(ctx)) })
}

// end stops both; neither may have met a fault.
func (d *workday) end() {
	d.t.Helper()
	d.stop()
	d.wg.Wait()
	select {
	case err := <-d.faults:
		require.NoError(d.t, err)
	default:
	}
	d.t.Logf("%d reads, %d polls", d.reads.Load(), d.polls.Load())
}

func (d *workday) note(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		d.faults <- err
	}
}

var hammered = []string{
	"/api/v1/assets?limit=50", "/api/v1/assets?limit=20&sort=-manufacturer&connectivity=online", "/api/v1/organizations?limit=100",
	"/api/v1/reports/devices-by-company", "/api/v1/reports/device-age", "/api/v1/customers?limit=20",
}

// read asks again and again; no path's position goes back.
func (d *workday) read(ctx context.Context) error {
	last := make(map[string]int64)
	for i := 0; ctx.Err() == nil; i++ {
		path := hammered[i%len(hammered)]
		answer, err := d.get(ctx, http.MethodGet, path)
		if err != nil {
			return err
		}
		_, position, _ := strings.Cut(answer.header.Get("Coresync-Position"), ":")
		at, err := strconv.ParseInt(position, 10, 64)
		if err != nil {
			return fmt.Errorf("%s: no position: %w", path, err)
		}
		if at < last[path] {
			return fmt.Errorf("%s went back from %d to %d", path, last[path], at)
		}
		last[path] = at
		d.reads.Add(1)
	}
	return nil
}

// poll renames devices and syncs, again and again.
func (d *workday) poll(ctx context.Context) error {
	devices := d.sim.approved()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		for i := range 20 {
			if err := d.sim.Rename(devices[(n*20+i)%len(devices)].ID, fmt.Sprintf("ROUND-%d-%d", n, i)); err != nil {
				return err
			}
		}
		started, err := d.get(ctx, http.MethodPost, "/api/v1/connections/"+d.connection.String()+"/sync")
		if err != nil {
			return err
		}
		var order struct{ Run string }
		if err := json.Unmarshal(started.body, &order); err != nil {
			return err
		}
		for run := (syncRun{}); run.State != "completed"; {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-tick.C:
			}
			shown, err := d.get(ctx, http.MethodGet, "/api/v1/sync-runs/"+order.Run)
			if err == nil {
				err = json.Unmarshal(shown.body, &run)
			}
			if err == nil && (run.State == "failed" || run.State == "held") {
				err = fmt.Errorf("a run is %s: %s", run.State, shown.body)
			}
			if err != nil {
				return err
			}
		}
		d.polls.Add(1)
	}
	return nil
}

type answer struct {
	header http.Header
	body   []byte
}

// get asks the process that lives, and the next one where that is killed meanwhile.
func (d *workday) get(ctx context.Context, method, path string) (answer, error) {
	for {
		l := d.now()
		a, err := l.api.once(ctx, method, path, "")
		if err == nil {
			return a, nil
		}
		select {
		case <-l.killed:
		default:
			return a, err
		}
		select {
		case <-ctx.Done():
			return a, ctx.Err()
		case <-l.next:
		}
	}
}

// once makes a request that must be answered well.
func (a website) once(ctx context.Context, method, path, content string) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, a.address+path, strings.NewReader(content))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	if content != "" {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Idempotency-Key", uuid.NewString())
	}
	got, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err == nil && got.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %d: %s", method, path, got.StatusCode, body)
	}
	return answer{got.Header, body}, err
}
