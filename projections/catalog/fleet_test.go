package catalog_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// workstation is a device of about 2.2 KB in canonical form.
func workstation(r *rand.Rand, id int64, revision int) []byte {
	volume := func(name string) string {
		return fmt.Sprintf(`{"autoMount":true,"capacity":%d,"compressed":false,"deviceType":"Local Disk","fileSystem":"NTFS","freeSpace":%d,"label":"System","name":%q,"nodeId":%d,"serialNumber":"%08X"}`,
			r.Int64N(1<<40), r.Int64N(1<<39), name, id, r.Uint32())
	}
	return fmt.Appendf(nil, `{"approvalStatus":"APPROVED","created":%d.524929,"deviceType":"AgentDevice","displayName":"WS-%05d-%d","dnsName":"WS-%05d.corp.example.test","id":%d,"ipAddresses":["10.%d.%d.%d","fe80::%x:%x"],"lastContact":1759136775.901,"lastUpdate":1759136775.901,"locationId":%d,"macAddresses":["%012X","%012X","%012X"],"memory":{"capacity":34359738368},"nodeClass":"WINDOWS_WORKSTATION","nodeRoleId":201,"offline":%t,"organizationId":%d,"os":{"architecture":"64-bit","buildNumber":"%d","language":"English","lastBootTime":1758761443,"locale":"en-GB","manufacturer":"Microsoft Corporation","name":"Windows 11 Professional Edition","needsReboot":false,"releaseId":"24H2","servicePackMajorVersion":0,"servicePackMinorVersion":0},"policyId":%d,"processors":[{"architecture":"x64","clockSpeed":2694000000,"maxClockSpeed":2694000000,"name":"13th Gen Intel(R) Core(TM) i7-1365U","numCores":10,"numLogicalCores":12}],"publicIP":"203.0.113.%d","references":{"warranty":{"endDate":%d,"manufacturerFulfillmentDate":1697673600,"startDate":1697760000}},"rolePolicyId":57,"system":{"assetSerialNumber":"","biosSerialNumber":"%08X","chassisType":"LAPTOP","domain":"CORP","domainRole":"Member Workstation","manufacturer":"LENOVO","model":"21HCS0AB00 ThinkPad T14 Gen 4","name":"WS-%05d","numberOfProcessors":1,"serialNumber":"PF%06X","totalPhysicalMemory":34359738368,"virtualMachine":false},"systemName":"WS-%05d","tags":[],"uid":"%08x-aaf6-422e-975c-%012x","volumes":[%s,%s,%s]}`,
		1500000000+r.IntN(200000000), id, revision, id, id, r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(65536), r.IntN(65536), id%400+1,
		r.Uint64()>>16, r.Uint64()>>16, r.Uint64()>>16, id%7 == 0, id%200+1, 22000+r.IntN(4000), r.IntN(300), r.IntN(256),
		1800000000+r.IntN(90000000), r.Uint32(), id, r.IntN(1<<24), id, r.Uint32(), r.Uint64()>>16, volume("C:"), volume("D:"), volume("E:"))
}

// fleet has n devices with a history of observations each.
func fleet(t testing.TB, n, observations int) *storetest.Log {
	log := storetest.NewLog(t)
	conn, r := uuid.NewSHA1(uuid.NameSpaceOID, []byte("fleet")), rand.New(rand.NewPCG(1, 2))
	for revision := range 2 * observations {
		var events []event.New
		for id := int64(1); id <= int64(n); id++ {
			if revision%2 == 0 {
				events = append(events, event.New{Stream: event.DeviceStream(conn, id), Payload: &event.DeviceObserved{
					Connection: conn, DeviceID: id, Device: workstation(r, id, revision), Facts: event.DeviceFacts{FirstObservedAt: log.Clock.Now()},
				}})
			} else {
				name := fmt.Sprintf(`CORP\user%03d`, r.IntN(500))
				events = append(events, event.New{Stream: event.DeviceUserStream(conn, id), Payload: &event.DeviceUserObserved{
					Connection: conn, DeviceID: id, User: event.PlainPersonal(event.SubjectUserString, name, name),
				}})
			}
			if len(events) == eventstore.MaxChunk || id == int64(n) {
				_, err := log.AppendAll(t.Context(), storetest.Write(log.A, events...))
				require.NoError(t, err)
				events = events[:0]
			}
		}
	}
	_, err := log.DB.Pool("").Exec(t.Context(), "vacuum analyze eventstore.events; ")
	require.NoError(t, err)
	_, err = log.DB.Pool("").Exec(t.Context(), "vacuum analyze eventstore.streams")
	require.NoError(t, err)
	return log
}

// TestFleetTimes prints what live projection, rebuild and as-of of a fleet take,
// against reading the same snapshots. CORESYNC_FLEET sets the number of devices.
func TestFleetTimes(t *testing.T) {
	var n, history int
	if _, err := fmt.Sscanf(os.Getenv("CORESYNC_FLEET"), "%d/%d", &n, &history); err != nil {
		t.Skip("set CORESYNC_FLEET=100000/2 to measure")
	}
	log := fleet(t, n, history)
	if os.Getenv("CORESYNC_AUTOEXPLAIN") != "" {
		for _, q := range []string{"session_preload_libraries='auto_explain'", "auto_explain.log_min_duration=0", "auto_explain.log_analyze=on", "auto_explain.log_buffers=on", "client_min_messages=log"} {
			_, err := log.DB.Pool("").Exec(t.Context(), "alter database "+log.DB.Name+" set "+q)
			require.NoError(t, err)
		}
	}
	cfg, err := pgxpool.ParseConfig(log.DB.URL)
	require.NoError(t, err)
	cfg.ConnConfig.RuntimeParams["role"], cfg.ConnConfig.RuntimeParams["jit"] = postgres.RoleEngine, "off"
	cfg.ConnConfig.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { fmt.Println(n.Message) }
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	e, err := projections.New(pool, projections.Config{
		Registry: event.Catalog(), Models: []*projections.Model{asset.Model()}, Clock: time.Now,
		Owner: log.DB.Pool(postgres.RoleOwner), Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	server := log.DB.Pool("")
	measure := func(name string, fn func()) time.Duration {
		start, goCPU, pgCPU := time.Now(), programCPU(), serverCPU(t, server)
		fn()
		d := time.Since(start)
		t.Logf("%-22s %8.3f s, CPU: program %.3f s, PostgreSQL %.3f s", name, d.Seconds(), programCPU()-goCPU, serverCPU(t, server)-pgCPU)
		return d
	}
	if os.Getenv("CORESYNC_LIVE") != "" {
		d := measure("live", func() { require.NoError(t, e.CatchUp(t.Context(), log.A)) })
		t.Logf("live: %.0f events/s", float64(n*history)/d.Seconds())
	}
	if path := os.Getenv("CORESYNC_PROFILE"); path != "" {
		f, err := os.Create(path)
		require.NoError(t, err)
		defer f.Close()
		require.NoError(t, pprof.StartCPUProfile(f))
		defer pprof.StopCPUProfile()
	}
	for range 3 {
		measure("read snapshots", func() { readSnapshots(t, log) })
		measure("rebuild", func() {
			last, step := serverCPU(t, server), "begin"
			done, err := e.Rebuild(t.Context(), projections.RebuildOptions{Model: "asset", Progress: func(p projections.Progress) {
				now := serverCPU(t, server)
				t.Logf("   PostgreSQL until %s: %.2f s since %s", p.Step, now-last, step)
				last, step = now, p.Step
			}})
			require.NoError(t, err)
			t.Logf("   read %s copy %s index %s promote %s", done.Read, done.Copy, done.Index, done.Promote)
		})
		if os.Getenv("CORESYNC_ONLY") == "rebuild" {
			continue
		}
		head, err := log.Head(t.Context(), log.A)
		require.NoError(t, err)
		measure("as of head", func() {
			_, err := e.AsOf(t.Context(), log.A, projections.Moment{Position: head.Position}, "asset")
			require.NoError(t, err)
		})
		measure("as of the middle", func() {
			_, err := e.AsOf(t.Context(), log.A, projections.Moment{Position: head.Position - int64(n)/2}, "asset")
			require.NoError(t, err)
		})
	}
}

// programCPU is what this process has used, in seconds.
func programCPU() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// serverCPU is what the sessions of the test's database have used, in seconds.
func serverCPU(t testing.TB, server *pgxpool.Pool) float64 {
	rows, err := server.Query(t.Context(), `select pid from pg_stat_activity where datname = current_database()`)
	require.NoError(t, err)
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	require.NoError(t, err)
	ticks := 0
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+2:]))
		for _, f := range fields[11:13] {
			n, _ := strconv.Atoi(f)
			ticks += n
		}
	}
	return float64(ticks) / 100
}

// readSnapshots is the yardstick: the newest observation of each device, read and
// thrown away.
func readSnapshots(t testing.TB, log *storetest.Log) {
	rows, err := log.Pool().Query(context.Background(), `select e.position, e.stream, e.payload from eventstore.streams s
		join eventstore.events e on e.tenant_id = s.tenant_id and e.position = s.snapshot_position and e.recorded_at = s.snapshot_recorded_at
		where s.tenant_id = $1 and s.stream >= 'device/' and s.stream < 'device0' or s.tenant_id = $1 and s.stream >= 'device-user/' and s.stream < 'device-user0'`, log.A)
	require.NoError(t, err)
	bytes := 0
	for rows.Next() {
		bytes += len(rows.RawValues()[2])
	}
	require.NoError(t, rows.Err())
	require.Positive(t, bytes)
}
