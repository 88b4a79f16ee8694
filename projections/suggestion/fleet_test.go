package suggestion_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/storetest"
	"coresync/projections"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// TestFleetTimes prints what passes and lists of a fleet take. CORESYNC_FLEET sets how
// many devices it has, a hundred a customer.
func TestFleetTimes(t *testing.T) {
	var n int64
	if _, err := fmt.Sscan(os.Getenv("CORESYNC_FLEET"), &n); err != nil {
		t.Skip("set CORESYNC_FLEET=100000 to measure")
	}
	b, random := setup(t), rand.New(rand.NewPCG(1, 2))
	var events []event.New
	flush := func() {
		_, err := b.AppendAll(t.Context(), storetest.Write(b.A, events...))
		require.NoError(t, err)
		events = nil
	}
	word := func() string {
		name := make([]byte, 4+random.IntN(6))
		for i := range name {
			name[i] = "aeiourstlnmdkbg"[random.IntN(15)]
		}
		return string(name)
	}
	for customer := range n / 100 {
		events = append(events, b.customer(customer+1)...)
		var accounts []string
		for k := range int64(60) {
			first, last := word(), word()
			events = append(events, b.contact(customer*60+k+1, customer+1, first+" "+last, first+"."+last+"@c"+fmt.Sprint(customer)+".test"))
			accounts = append(accounts, `CORP\`+first[:1]+last)
		}
		for k := range int64(100) {
			device := customer*100 + k + 1
			events = append(events, b.device(device, customer+1, ""), b.user(device, accounts[random.IntN(len(accounts))]))
		}
		if len(events) > 400 {
			flush()
		}
	}
	flush()
	require.NoError(t, b.Engine.CatchUp(t.Context(), b.A))
	admin := b.DB.Pool("")
	_, err := admin.Exec(t.Context(), "vacuum analyze")
	require.NoError(t, err)
	measure := func(name string, fn func() string) {
		start, program, server := time.Now(), programCPU(), serverCPU(t, admin)
		told := fn()
		t.Logf("%-32s %7.3f s, CPU: program %.3f s, PostgreSQL %.3f s %s",
			name, time.Since(start).Seconds(), programCPU()-program, serverCPU(t, admin)-server, told)
	}
	pass := func() string { return fmt.Sprintf("%+v", b.pass(t)) }
	measure("first pass", pass)
	measure("nothing changed", pass)
	b.Append(b.contact(1, 1, "Some Body", "some.body@c0.test"))
	measure("one contact changed", pass)
	b.Append(b.account(1, "TECHNICIAN", 0, "new@msp.test"))
	measure("a technician is new: all again", pass)
	for _, f := range []suggestion.Filter{{}, {States: []suggestion.State{suggestion.High}}, {Customer: id("customer", 7)}} {
		measure(fmt.Sprintf("list and counts %+v", f.States), func() string {
			b.read(t, func(r *projections.Reading) {
				_, err := suggestion.List(t.Context(), r, b.Clock.Now(), f, query.Page{Limit: 100, Count: true})
				require.NoError(t, err)
				_, err = suggestion.Counts(t.Context(), r, b.Clock.Now(), f)
				require.NoError(t, err)
			})
			return ""
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
func serverCPU(t *testing.T, admin *pgxpool.Pool) float64 {
	rows, err := admin.Query(t.Context(), `select pid from pg_stat_activity where datname = current_database()`)
	require.NoError(t, err)
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	require.NoError(t, err)
	ticks := 0
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		for _, f := range strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+2:]))[11:13] {
			n, _ := strconv.Atoi(f)
			ticks += n
		}
	}
	return float64(ticks) / 100
}
